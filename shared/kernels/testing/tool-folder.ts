// For tests that hand outputs to the tools they are for: a folder of the test's own, programs called in it, and whole jobs in memory.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, type TestContext } from 'vitest';
import type { KernelDescription, KernelScript } from '../kernel.ts';
import {
  filesInput,
  MemoryBlobs,
  planJob,
  reduceAll,
  runAll,
  type MemoryFile,
  type MemoryOutput,
} from '../memory-job.ts';
import { nativeModules } from '../native-modules.ts';
import { parseParams } from '../registry.ts';

interface ToolFolder {
  /** Runs a tool in the folder. */
  call(tool: string, ...args: string[]): SpawnSyncReturns<string>;
  pathOf(name: string): string;
  /** Writes a file and returns its path. */
  place(name: string, bytes: Uint8Array): string;
}

/** A new folder for each test of the file that asks, and none left afterwards. */
export function useToolFolder(): ToolFolder {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'covey-tools-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const pathOf = (name: string) => join(folder, name);
  return {
    call: (tool, ...args) =>
      spawnSync(tool, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } }),
    pathOf,
    place(name, bytes) {
      const path = pathOf(name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return path;
    },
  };
}

/** Skips the test, with the reason, where the tool is missing. */
export function need(context: TestContext, tool: string): void {
  const found = spawnSync(tool, ['--help'], { stdio: 'ignore' });
  context.skip(found.error !== undefined, `${tool} is not installed`);
}

export async function compute<P>(
  kernel: KernelDescription<P>,
  run: KernelScript['run'],
  params: Record<string, unknown>,
  files: MemoryFile[],
  native = nativeModules(),
): Promise<MemoryOutput[]> {
  const blobs = new MemoryBlobs();
  const job = await planJob(kernel, parseParams(kernel, params), filesInput(blobs, files), blobs);
  return reduceAll(job, await runAll(job, run, native));
}

// For tests: a directory of their own, gone when they end.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function makeDirectory(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'covey-desktop-')));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

// The built scripts as a compute thread meets them: a bare realm with what a Web Worker has and no way to evaluate text.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobInput } from '../contract/job.ts';
import { buildKernelScripts, type KernelBuild, type KernelIndex } from './build-scripts.ts';
import type { KernelScript } from './kernel.ts';
import { filesInput, MemoryBlobs, planJob, readerOf, runChunk } from './memory-job.ts';
import { nativeModules } from './native-modules.ts';
import { encodePhoto, testRaster } from './image/testing/test-photos.ts';
import { findKernel, kernels, parseParams, scriptNameOf } from './registry.ts';
import { textBytes } from './testing/test-files.ts';

let folder: string;
let builds: KernelBuild[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'covey-kernels-'));
  builds = await buildKernelScripts(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads a script into a realm of its own that has nothing of Node's and forbids eval. */
function loadScript(path: string): KernelScript['run'] {
  const globals = { TextEncoder, TextDecoder, CompressionStream, DecompressionStream };
  const realm = vm.createContext(globals, { codeGeneration: { strings: false, wasm: true } });
  vm.runInContext(readFileSync(path, 'utf8'), realm, { filename: path });
  const { run } = vm.runInContext('globalThis.coveyKernel', realm) as KernelScript;
  return run;
}

const scriptOf = (name: string) => loadScript(builds.find((build) => build.name === name)!.path);

const range: JobInput = { kind: 'range', start: 5, count: 9 };
const none: JobInput = { kind: 'none' };
const jobs: [string, Record<string, unknown>][] = [
  ...['sha256', 'blake3', 'sha1', 'md5', 'crc32'].map((algorithm): [string, Record<string, unknown>] => [
    'hash',
    { algorithm },
  ]),
  ['compress', { format: 'gzip' }],
  ['compress', { format: 'zstd' }],
  ['compress', { archive: 'zip' }],
  ['image', { width: 64, height: 64, watermark: '© ü' }],
  ['image', { format: 'webp', blur: 2 }],
  ['image', { format: 'avif' }],
  ['matmul', { m: 150, k: 301, n: 70, block: 64 }],
  ['montecarlo', { samples: 70_000 }],
  ['montecarlo', { model: 'asian', samples: 3000, steps: 20 }],
  ['render', { width: 70, height: 20, samples: 1 }],
  ['search', { zeroBits: 12, tries: 20_000 }],
  ['search', { mode: 'primes', to: 1_000_000 }],
  ['search', { mode: 'sweep', variables: 'x from -3 to 3 step 0.1, y from -3 to 3 step 0.1' }],
  ['train', { samples: 200, hidden: 8, batch: 64 }],
  ['text-tokenize', { wordsTogether: 2 }],
  ['math-stress', { chunks: 4, rounds: 1 }],
  ['probe', { work: 10 }],
];

describe('kernel scripts', () => {
  test('there is one for every kernel, named by its hash and listed', () => {
    const names = kernels.flatMap(({ name, variants = [] }) => [
      name,
      ...variants.map((each) => `${name}-${each}`),
    ]);
    expect(builds.map(({ name }) => name)).toEqual(names);
    const index = JSON.parse(readFileSync(join(folder, 'kernels.json'), 'utf8')) as KernelIndex;
    for (const { name, version, path } of builds) {
      const script = readFileSync(path);
      expect(createHash('sha256').update(script).digest('hex')).toBe(version);
      expect(index[name]).toEqual({ version, bytes: script.length });
    }
  });

  test('building again gives the same bytes', async () => {
    const again = mkdtempSync(join(tmpdir(), 'covey-kernels-'));
    try {
      const versions = (list: KernelBuild[]) => list.map(({ version }) => version);
      expect(versions(await buildKernelScripts(again))).toEqual(versions(builds));
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });

  test('they are classic scripts that evaluate and import nothing and tell nothing of where they were built', () => {
    for (const { path } of builds) {
      const script = readFileSync(path, 'utf8');
      expect(script).not.toMatch(
        /\beval\(|new Function|\bimport\b[\s({'"]|\brequire\(|import\.meta|node:|\bfetch\(/,
      );
      expect(script).not.toContain(import.meta.dirname);
    }
  });

  test('they carry no schemas', () => {
    for (const { path } of builds) expect(readFileSync(path, 'utf8')).not.toContain('ZodMini');
  });

  test.each(jobs)('%s %j computes in a bare realm what its verifier accepts', async (name, given) => {
    const kernel = findKernel(name);
    const blobs = new MemoryBlobs();
    const files = [70_000, 0, 1_500_000].map((size, i) => ({ name: `${i}`, bytes: textBytes(size, i) }));
    if (name === 'image')
      for (const format of ['jpeg', 'png', 'webp'] as const)
        files.push({ name: format, bytes: await encodePhoto(testRaster(90, 60), format) });
    const job = await planJob(
      kernel,
      parseParams(kernel, given),
      { files: filesInput(blobs, files), range, none }[
        kernel.inputs.includes('none') ? 'none' : (kernel.inputs[0] ?? 'none')
      ],
      blobs,
    );
    const run = scriptOf(scriptNameOf(kernel, job.params, job.input));
    for (const native of [undefined, nativeModules()]) {
      for (let index = 0; index < job.plan.count; index++) {
        const spec = job.plan.describe(index);
        const input = blobs.input(spec);
        const result = await runChunk(run, { index, params: job.params, args: spec?.args }, input, native);
        expect(await kernel.verify!(job.params, spec, index, input, readerOf(result))).toEqual({
          verdict: 'accepted',
        });
      }
    }
  });
});

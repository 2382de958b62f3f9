// Kernels are tried as the form does, with their own run in place of the sandbox.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeBytes, makeSource } from '#shared/client/fake-uploads.ts';
import type { KernelScript } from '#shared/kernels/kernel.ts';
import { runChunk } from '#shared/kernels/memory-job.ts';
import { findKernel, parseParams } from '#shared/kernels/registry.ts';
import { tryChunks, type TriedInput } from './try-chunks.ts';

const folder = '../../../../../../shared/kernels';

async function tryWith(name: string, params: Record<string, unknown>, input: TriedInput, forMs = 0) {
  const { run } = (await import(`${folder}/${name}/run.ts`)) as KernelScript;
  const kernel = findKernel(name);
  const asked = parseParams(kernel, params);
  const trial = {
    kernel,
    params: kernel.small?.(asked) ?? asked,
    input,
    forMs,
    now: () => performance.now(),
  };
  return tryChunks(trial, ({ input: bytes, ...task }) => runChunk(run, task, bytes));
}

const none: TriedInput = { kind: 'none' };
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('a file longer than a part is hashed as a whole', async () => {
  const bytes = makeBytes(9_000_000, 1);
  const input: TriedInput = { kind: 'files', sources: [makeSource('ü 🙂.bin', bytes)] };
  const { done, count, outputs } = await tryWith('hash', {}, input);
  expect([done, count]).toEqual([1, 1]);
  expect(textOf(outputs[0]?.bytes)).toContain(createHash('sha256').update(bytes).digest('hex'));
});

test('what comes out of a file that is compressed can be opened', async () => {
  const bytes = makeBytes(300_000, 2);
  const input: TriedInput = { kind: 'files', sources: [makeSource('a.txt', bytes)] };
  const { outputs } = await tryWith('compress', { archive: 'each' }, input);
  expect(outputs.map(({ name }) => name)).toEqual(['a.txt.gz']);
  expect(Buffer.compare(gunzipSync(outputs[0]!.bytes), bytes)).toBe(0);
});

test('of many chunks as many are computed as there is time for, and the rest is not called failed', async () => {
  const { done, count, outputs } = await tryWith('montecarlo', { samples: 1e9 }, none);
  expect(done).toBe(1);
  expect(count).toBeGreaterThan(10);
  expect(outputs.map(({ name }) => name)).not.toContain('failed.txt');
  expect(outputs.length).toBeGreaterThan(0);
});

test('a search ends at its first hit', async () => {
  const { done, count, outputs } = await tryWith('search', { zeroBits: 8, tries: 1e9 }, none, 5_000);
  expect(done).toBe(1);
  expect(count).toBeGreaterThan(1);
  expect(textOf(outputs.find(({ name }) => name === 'found.json')?.bytes)).toContain('"sha256": "00');
});

test('a large picture is tried as a small one', async () => {
  const { done, count, outputs } = await tryWith(
    'render',
    { width: 4000, height: 2000, samples: 400 },
    none,
    20_000,
  );
  expect(done).toBe(count);
  expect(outputs.map(({ name }) => name)).toEqual(['render.png']);
});

test('what does not fit is said in the kernel’s words, with the file’s name', async () => {
  const sources = ['a.npy', 'b.npy'].map((name) => makeSource(name, makeBytes(200, 1)));
  await expect(tryWith('matmul', {}, { kind: 'files', sources })).rejects.toThrow(/a\.npy/);
});

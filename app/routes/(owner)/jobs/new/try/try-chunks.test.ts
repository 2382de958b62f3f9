// Kernels are tried as the form does, with their own run in place of the sandbox.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { makeBytes, makeSource } from '#shared/client/fake-uploads.ts';
import type { KernelDescription, KernelScript } from '#shared/kernels/kernel.ts';
import { runChunk } from '#shared/kernels/memory-job.ts';
import { findKernel, parseParams } from '#shared/kernels/registry.ts';
import { TookTooLong } from './took-too-long.ts';
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

test('of a product of which a part is missing none is made, however large; a whole one is shown', async () => {
  const kernel = findKernel('matmul');
  const reduce = vi.spyOn(kernel, 'reduce');
  const side = 131_072;
  const part = await tryWith('matmul', { m: side, n: side, k: 1 }, none);
  expect(part).toMatchObject({ done: 1, outputs: [], unshown: 'too-little' });
  expect(reduce).not.toHaveBeenCalled();
  const whole = await tryWith('matmul', { m: 100, n: 100, k: 3 }, none);
  expect(whole).toMatchObject({ done: 1, count: 1, unshown: null });
  expect(whole.outputs.map(({ name }) => name)).toEqual(['C.npy']);
});

/** `probe` over so many chunks, each of so many bytes; each takes a second of the clock. */
const probeWith = (count: number, bytes: number, forMs: number) => {
  const clock = { now: 0 };
  const params = parseParams(findKernel('probe'), {});
  const input: TriedInput = { kind: 'range', start: 0, count };
  const trial = { kernel: findKernel('probe'), params, input, forMs, now: () => clock.now };
  const run = async () => {
    clock.now += 1000;
    return new Uint8Array(bytes);
  };
  return { trial, run, clock };
};

test('outputs that the page should not hold are refused while they are made, not afterwards', async () => {
  const { trial, run } = probeWith(1, 80, 0);
  const step = new Uint8Array(1024 * 1024);
  let written = 0;
  const kernel: KernelDescription = {
    ...trial.kernel,
    reduce: async ({ create }) => {
      const writers = [create('a'), create('b')];
      for (let i = 0; i < 4096; i++, written++) await writers[i % 2]!.write(step);
      return Promise.all(writers.map((writer) => writer.close()));
    },
  };
  expect(await tryChunks({ ...trial, kernel }, run)).toEqual({
    done: 1,
    count: 1,
    ms: 1000,
    rounds: 1,
    outputs: [],
    unshown: 'too-large',
  });
  expect(written).toBe(64);
});

test('no more chunks are begun than what comes of them can be shown', async () => {
  const { trial, run } = probeWith(100, 10 * 1024 * 1024, 1e9);
  const { done, outputs, unshown } = await tryChunks(trial, run);
  expect([done, unshown]).toEqual([4, null]);
  expect(outputs[0]?.bytes).toHaveLength(40 * 1024 * 1024);
});

test('when time is over in the middle of a chunk, those before it are shown with the time they took', async () => {
  const { trial, run, clock } = probeWith(10, 80, 5000);
  const tried = await tryChunks(trial, async ({ index }) => {
    if (index < 2) return run();
    clock.now += 28_000;
    throw new TookTooLong(30_000);
  });
  expect(tried).toMatchObject({ done: 2, count: 10, ms: 2000 });
  expect(tried.outputs[0]?.bytes).toHaveLength(160);
});

test('when time is over before one chunk is finished, or a chunk fails, that is said', async () => {
  const { trial, run } = probeWith(10, 80, 5000);
  const late = () => Promise.reject(new TookTooLong(30_000));
  await expect(tryChunks(trial, late)).rejects.toThrow('it took longer than 30 s');
  const failing = tryChunks(trial, ({ index }) =>
    index < 2 ? run() : Promise.reject(new Error('no such number')),
  );
  await expect(failing).rejects.toThrow('no such number');
});

test('a try of a training is of one round, and says of how many', async () => {
  const { done, count, rounds } = await tryWith(
    'train',
    { rounds: 7, batch: 64, samples: 200 },
    none,
    60_000,
  );
  expect(done).toBe(count);
  expect(rounds).toBe(7);
});

// What a device fetches for its chunks: through the cache that contributions have, a part comes once, whatever number of
// blocks and threads need it.
import { expect, test } from 'vitest';
import type { Sha256 } from '../../../contract/ids.ts';
import { createPartCache } from '../../../runtime/bytes/part-cache.ts';
import { inputSize, readInput } from '../../../runtime/bytes/read-input.ts';
import { filesInput, MemoryBlobs, planJob, runChunk } from '../../memory-job.ts';
import { parseParams } from '../../registry.ts';
import { matmul } from '../describe.ts';
import { createMultiplyHere } from '../multiply/multiply-here.ts';
import { runWith } from '../run.ts';
import { makeMatrix, npyFile, randomFrom } from '../testing/matrices.ts';

/** The smallest that a runtime has: a browser's. */
const CACHE_BYTES = 24 * 1024 * 1024;

test('a part is fetched once for the neighbouring chunks of all threads', async () => {
  const blobs = new MemoryBlobs();
  const random = randomFrom(1);
  const input = filesInput(blobs, [
    { name: 'A.npy', bytes: npyFile(makeMatrix(512, 2500, random)) },
    { name: 'B.npy', bytes: npyFile(makeMatrix(2500, 512, random), { type: 'f8' }) },
  ]);
  const { plan, params } = await planJob(matmul, parseParams(matmul, { block: 128 }), input, blobs);
  const fetched: Sha256[] = [];
  const cache = createPartCache((sha, size) => {
    fetched.push(sha);
    return Promise.resolve(
      new Uint8Array(blobs.slice({ sha, size: size ?? 0, offset: 0, length: size ?? 0 })),
    );
  }, CACHE_BYTES);

  const threads = [0, 1].map(() =>
    createMultiplyHere({ door: { gpu: undefined, allowSoftware: false }, now: () => performance.now() }),
  );
  const chunks = Array.from({ length: plan.count }, (_, index) => index).values();
  await Promise.all(
    threads.map(async (multiply) => {
      for (const index of chunks) {
        const spec = plan.describe(index);
        const slices = spec?.input ?? [];
        const reader = {
          size: inputSize(slices),
          read: (offset: number, length: number) => readInput(slices, cache, offset, length),
        };
        await runChunk((task) => runWith(multiply, task), { index, params, args: spec?.args }, reader);
      }
    }),
  );
  const parts = input.blobs.flatMap((blob) => blob.parts.map(({ sha }) => sha));
  expect(parts.length).toBe(5);
  expect(fetched.toSorted()).toEqual(parts.toSorted());
});

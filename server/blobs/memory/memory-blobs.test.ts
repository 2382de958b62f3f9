// The memory engine against the suite, and its limit.
import { expect, test } from 'vitest';
import { describeBlobContract, NOW } from '../blob-contract.ts';
import { sample, shaOf } from '../sample-parts.ts';
import { makeMemoryBlobs } from './memory-blobs.ts';

describeBlobContract('the memory blob store', async () => {
  const clock = { now: NOW };
  return { blobs: makeMemoryBlobs(() => clock.now), clock, end: async () => {} };
});

test('[B10] without room a put is `disk-full` and keeps nothing', async () => {
  const blobs = makeMemoryBlobs(() => NOW, 1500);
  await blobs.put(shaOf(sample(1)), sample(1));
  await expect(blobs.put(shaOf(sample(2)), sample(2))).rejects.toMatchObject({ code: 'disk-full' });
  expect(await blobs.has(shaOf(sample(2)))).toBe(false);
});

import { expect, test } from 'vitest';
import { filesInput, MemoryBlobs, planJob, readerOf, runAll } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { image } from './describe.ts';
import { sniff } from './formats/sniff.ts';
import { run } from './run-avif.ts';
import { encodePhoto, testRaster } from './testing/test-photos.ts';

test('finished photos are found in the results of their chunks, by the names they were given; a failed one is not', async () => {
  const photo = await encodePhoto(testRaster(80, 60));
  const large = await encodePhoto(testRaster(400, 400), 'png');
  const files = [
    { name: 'deep/a ü.jpg', bytes: photo },
    { name: 'broken.jpg', bytes: photo.subarray(0, 99) },
    { name: 'b.jpg', bytes: photo },
    { name: 'large.png', bytes: large },
  ];
  const blobs = new MemoryBlobs();
  const job = await planJob(image, parseParams(image, { format: 'webp' }), filesInput(blobs, files), blobs);
  const found: string[] = [];
  for (const [index, result] of await runAll(job, run))
    for (const { name, start, end } of await image.pictures!(job.input, job.plan, index, readerOf(result))) {
      found.push(name);
      expect(sniff(result.subarray(start, end))).toBe('webp');
    }
  expect(found).toEqual(['large.png', 'deep/a ü.jpg', 'b.jpg']);
});

test('nonsense in the place of a result has no pictures', async () => {
  const blobs = new MemoryBlobs();
  const files = ['a', 'b'].map((name) => ({ name, bytes: new Uint8Array(9) }));
  const job = await planJob(image, parseParams(image, {}), filesInput(blobs, files), blobs);
  for (const bytes of [new Uint8Array(0), new Uint8Array(5), new Uint8Array(100).fill(255)])
    expect(await image.pictures!(job.input, job.plan, 0, readerOf(bytes))).toEqual([]);
});

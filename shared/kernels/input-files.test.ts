// Reading an input's files where they lie: over the borders of parts, inside packed blobs, never beyond a file.
import { expect, test } from 'vitest';
import { PART_BYTES } from '../contract/blob.ts';
import { closedFiles, openInputFiles } from './input-files.ts';
import { filesInput, MemoryBlobs } from './memory-job.ts';
import { noiseBytes } from './testing/test-files.ts';

const files = [
  { name: 'a', bytes: noiseBytes(PART_BYTES + 1000, 1) },
  { name: 'empty', bytes: new Uint8Array(0) },
  { name: 'c', bytes: noiseBytes(5000, 2) },
];

test.each([false, true])('files are read as they were given, packed into one blob: %s', async (packed) => {
  const blobs = new MemoryBlobs();
  const opened = openInputFiles(filesInput(blobs, files, packed), async (slice) => blobs.slice(slice));
  for (const [number, { bytes }] of files.entries())
    for (const [offset, length] of [
      [0, bytes.length],
      [Math.max(0, bytes.length - 2000), Math.min(2000, bytes.length)],
      [bytes.length, 0],
    ] as const) {
      const read = await opened.read(number, offset, length);
      expect(Buffer.compare(read, bytes.subarray(offset, offset + length))).toBe(0);
    }
  await expect(opened.read(2, 4999, 2)).rejects.toThrow('lie outside of "c", which has 5000');
  await expect(opened.read(0, -1, 2)).rejects.toThrow(RangeError);
  await expect(opened.read(3, 0, 0)).rejects.toThrow('there is no file 3 of 3');
});

test('who does not look inside reads nothing', async () => {
  await expect(closedFiles.read(0, 0, 1)).rejects.toThrow('looksInside');
  await expect(
    openInputFiles({ kind: 'none' }, () => Promise.reject(new Error())).read(0, 0, 1),
  ).rejects.toThrow('looksInside');
});

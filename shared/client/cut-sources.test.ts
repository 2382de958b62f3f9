import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PART_BYTES } from '../contract/blob.ts';
import { cutSources, OWN_BLOB_BYTES, partPlaces } from './cut-sources.ts';

const KIB = 1024;

test('a file of 256 KiB is a blob of its own, smaller ones share one in their order', () => {
  const { files, blobs } = cutSources([10, OWN_BLOB_BYTES, 20, OWN_BLOB_BYTES - 1]);
  expect(files.map((file) => [file.blob, file.offset])).toEqual([
    [0, 0],
    [1, 0],
    [0, 10],
    [0, 30],
  ]);
  expect(blobs.map((blob) => blob.files)).toEqual([[0, 2, 3], [1]]);
});

test('a shared blob ends where the next file would not fit its one part', () => {
  const { blobs } = cutSources(Array.from({ length: 21 }, () => 200 * KIB));
  expect(blobs.map((blob) => blob.files.length)).toEqual([20, 1]);
});

test('empty files have a blob like any other, even when there is nothing else', () => {
  expect(cutSources([0, 0])).toEqual({
    files: [
      { size: 0, blob: 0, offset: 0 },
      { size: 0, blob: 0, offset: 0 },
    ],
    blobs: [{ size: 0, files: [0, 1] }],
  });
  expect([...partPlaces(cutSources([0]))]).toEqual([]);
});

test('[P20] parts are cut at exact multiples of 4 MiB', () => {
  expect([...partPlaces(cutSources([2 * PART_BYTES + 5]))]).toEqual([
    { blob: 0, offset: 0, size: PART_BYTES },
    { blob: 0, offset: PART_BYTES, size: PART_BYTES },
    { blob: 0, offset: 2 * PART_BYTES, size: 5 },
  ]);
});

test('for any sizes every byte of every file lies in exactly one place', () => {
  const sizes = fc.array(
    fc.oneof(
      fc.nat(600 * KIB),
      fc.constantFrom(0, OWN_BLOB_BYTES, OWN_BLOB_BYTES - 1, PART_BYTES, PART_BYTES * 3 + 1),
    ),
  );
  fc.assert(
    fc.property(sizes, (list) => {
      const cut = cutSources(list);
      const ends = cut.blobs.map(() => 0);
      for (const blob of cut.blobs)
        for (const file of blob.files) {
          const placed = cut.files[file]!;
          expect(placed.size).toBe(list[file]);
          expect(placed.offset).toBe(ends[placed.blob]);
          ends[placed.blob]! += placed.size;
        }
      expect(cut.files).toHaveLength(list.length);
      expect(cut.blobs.map((blob) => blob.size)).toEqual(ends);
      const shared = cut.blobs.filter((blob) => blob.files.length > 1);
      expect(Math.max(0, ...shared.map((blob) => blob.size))).toBeLessThanOrEqual(PART_BYTES);
      const total = list.reduce((sum, size) => sum + size, 0);
      expect([...partPlaces(cut)].reduce((sum, place) => sum + place.size, 0)).toBe(total);
    }),
  );
});

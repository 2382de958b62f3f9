import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BlobManifest, partEnds, sliceBlob } from './blob.ts';
import type { Sha256 } from './ids.ts';

const blobOf = (sizes: number[]): BlobManifest => ({
  size: sizes.reduce((sum, size) => sum + size, 0),
  parts: sizes.map((size, i) => ({ sha: i.toString(16).padStart(64, '0') as Sha256, size })),
});

test('the slices of a range are exactly its bytes, in order, none empty', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      (sizes, a, b) => {
        const blob = blobOf(sizes);
        const offset = a % (blob.size + 1);
        const length = b % (blob.size - offset + 1);
        const bytes = sizes.flatMap((size, part) => Array.from({ length: size }, (_, i) => `${part}:${i}`));
        const slices = sliceBlob(blob, partEnds(blob), offset, length);
        expect(
          slices.flatMap((slice) =>
            Array.from({ length: slice.length }, (_, i) => `${Number(slice.sha)}:${slice.offset + i}`),
          ),
        ).toEqual(bytes.slice(offset, offset + length));
        expect(slices.every((slice) => slice.length > 0)).toBe(true);
      },
    ),
  );
});

test('a range beyond the blob is refused', () => {
  const blob = blobOf([3, 4]);
  for (const [offset, length] of [
    [0, 8],
    [8, 0],
    [-1, 1],
    [7, 1],
  ] as const)
    expect(() => sliceBlob(blob, partEnds(blob), offset, length)).toThrow(RangeError);
});

import { expect, test } from 'vitest';
import {
  countPieces,
  MOST_PIECES,
  packPieces,
  PicturePieces,
  placePiece,
  unpackPieces,
} from './picture-pieces.ts';

const grid = { width: 100, height: 150, side: 64, every: 3 };

test('pieces come back as they were packed', () => {
  expect(countPieces(grid)).toBe(6);
  for (const numbers of [[], [0], [5], [1, 2, 4], [0, 1, 2, 3, 4, 5]])
    expect(unpackPieces(packPieces(grid, (k) => numbers.includes(k)))).toEqual(numbers);
});

test('they cover the whole once, smaller ones at the right and at the bottom', () => {
  const places = Array.from({ length: 6 }, (_, k) => placePiece(grid, k));
  expect(places[1]).toEqual({ x: 64, y: 0, width: 36, height: 64 });
  expect(places[5]).toEqual({ x: 64, y: 128, width: 36, height: 22 });
  expect(places.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(100 * 150);
});

test('of the largest picture the answer stays below 3 KB, and of a larger one the first pieces are told of', () => {
  const largest = packPieces({ width: 8192, height: 8192, side: 64, every: 1 }, (k) => k % 2 === 0);
  expect(JSON.stringify(largest).length).toBeLessThan(3_000);
  expect(unpackPieces(PicturePieces.parse(largest))).toHaveLength(MOST_PIECES / 2);
  const larger = packPieces({ width: 99_999, height: 99_999, side: 64, every: 1 }, () => true);
  expect(unpackPieces(PicturePieces.parse(larger))).toHaveLength(MOST_PIECES);
});

test('what is no such answer is refused, and bits too many or too few are no pieces', () => {
  for (const there of ['A'.repeat(4_000), 'no base64!'])
    expect(PicturePieces.safeParse({ grid, there }).success).toBe(false);
  expect(PicturePieces.safeParse({ grid: { ...grid, side: 0 }, there: '' }).success).toBe(false);
  expect(unpackPieces({ grid, there: '' })).toEqual([]);
  expect(unpackPieces({ grid, there: '////' })).toEqual([0, 1, 2, 3, 4, 5]);
});

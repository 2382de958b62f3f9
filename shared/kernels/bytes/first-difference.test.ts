// Where two stretches of bytes part, wherever they lie and however long they are.
import { expect, test } from 'vitest';
import { firstDifference } from './first-difference.ts';

const bytes = Uint8Array.from({ length: 41 }, (_, i) => (i * 37) & 255);
/** The same bytes, at another place of their buffer. */
const shifted = (by: number, length = bytes.length) => {
  const copy = new Uint8Array(by + bytes.length);
  copy.set(bytes, by);
  return copy.subarray(by, by + length);
};

test('the same bytes differ nowhere, whatever their places', () => {
  for (const [a, b] of [0, 1, 2, 4].flatMap((x) => [0, 3, 8].map((y) => [x, y] as const)))
    expect([a, b, firstDifference(shifted(a), shifted(b), 5)]).toEqual([a, b, -1]);
});

test('every single byte that differs is found, and counted from where it is said', () => {
  for (let at = 0; at < bytes.length; at++)
    for (const by of [0, 1, 4]) {
      const other = shifted(by);
      other[at]! ^= 1;
      expect([at, by, firstDifference(bytes, other, 100)]).toEqual([at, by, 100 + at]);
    }
});

test('a missing byte differs, one too many does not', () => {
  for (const length of [0, 3, 4, 39, 40]) expect(firstDifference(bytes, shifted(0, length), 0)).toBe(length);
  expect(firstDifference(bytes.subarray(0, 12), bytes, 0)).toBe(-1);
});

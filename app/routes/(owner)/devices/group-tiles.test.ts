import { expect, test } from 'vitest';
import type { OutlinedDevice } from '#lib/swarm/apply-figures.ts';
import { groupTiles, nextTile } from './group-tiles.ts';

const device = (number: number, kind: string, connected = true) =>
  ({ number, kind, connected }) as unknown as OutlinedDevice;

test('tiles are grouped by kind and keep their places in the whole list', () => {
  const groups = groupTiles([device(5, 'server'), device(6, 'phone', false), device(7, 'server')]);
  expect(groups.map(({ kind, online, tiles }) => [kind, online, tiles.map(({ place }) => place)])).toEqual([
    ['phone', 0, [1]],
    ['server', 2, [0, 2]],
  ]);
});

test('arrows lead to the neighbour, to the nearest tile of the next row, and nowhere at the rim', () => {
  const boxes = [0, 50, 100].flatMap((top) => [0, 50, 100].map((left) => ({ left, top }))).slice(0, 8);
  expect(nextTile(boxes, 4, 'ArrowRight')).toBe(5);
  expect(nextTile(boxes, 4, 'ArrowUp')).toBe(1);
  expect(nextTile(boxes, 4, 'ArrowDown')).toBe(7);
  expect(nextTile(boxes, 5, 'ArrowDown')).toBe(7);
  expect(nextTile(boxes, 1, 'ArrowUp')).toBe(1);
  expect(nextTile(boxes, 0, 'ArrowLeft')).toBe(0);
  expect(nextTile(boxes, 2, 'End')).toBe(7);
});

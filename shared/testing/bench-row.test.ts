// What a bench says of its rounds.
import { expect, test } from 'vitest';
import { benchRow } from './bench-row.ts';

test('a row has the median of its rounds, their spread and how many times the peer it is', () => {
  expect(benchRow('commit', 'chunks/s', [30, 10, 20], { name: 'BullMQ', value: 4 })).toEqual({
    name: 'commit',
    value: 20,
    unit: 'chunks/s',
    peer: 'BullMQ',
    ratio: 5,
    n: 3,
    min: 10,
    max: 30,
  });
});

test('a row without a peer says so, and one without rounds is refused', () => {
  expect(benchRow('commit', 'ms', [1])).toMatchObject({ value: 1, peer: null, ratio: null });
  expect(() => benchRow('commit', 'ms', [])).toThrow('ran no round');
});

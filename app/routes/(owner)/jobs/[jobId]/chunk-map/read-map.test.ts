import { expect, test } from 'vitest';
import { binText, readBins, readStretches } from './read-map.ts';

const map = {
  first: 100,
  count: 950,
  binSize: 100,
  runs: [
    [8, 0, 0, 0, 100, 0],
    [1, 60, 10, 5, 24, 1],
    [1, 50, 0, 0, 0, 0],
  ] as [number, number, number, number, number, number][],
};

test('runs are bins again, the last one shorter', () => {
  const bins = readBins(map);
  expect(bins).toHaveLength(10);
  expect(bins[0]).toMatchObject({ first: 100, last: 199, counts: { accepted: 100 } });
  expect(bins[9]).toMatchObject({ first: 1000, last: 1049, counts: { pending: 50, accepted: 0 } });
});

test('a cell is told in words: the worst first, one state without a number', () => {
  const bins = readBins(map);
  expect(binText(bins[0]!)).toBe('Chunks 100 to 199: all accepted.');
  expect(binText(bins[8]!)).toBe(
    'Chunks 900 to 999: 1 failed, 24 accepted, 5 being checked, 10 on devices, 60 waiting.',
  );
  const counts = { pending: 0, leased: 0, recorded: 0, accepted: 0, failed: 1 };
  expect(binText({ first: 7, last: 7, counts })).toBe('Chunk 7: failed.');
});

test('stretches add up to the same', () => {
  const stretches = readStretches(readBins(map), 3);
  expect(stretches.map(({ first, last }) => [first, last])).toEqual([
    [100, 499],
    [500, 899],
    [900, 1049],
  ]);
  expect(stretches.map(({ counts }) => counts.accepted)).toEqual([400, 400, 24]);
  expect(readStretches([], 3)).toEqual([]);
});

import { expect, test } from 'vitest';
import type { RateSample } from '#lib/contribution/rate-sample.ts';
import { describeRates } from './describe-rates.ts';
import { layOutRates, LEVELS, levelOf, roundUp } from './lay-out-rates.ts';

const sample = (chunksPerSecond: number, duty = 1, bytesPerSecond = 0): RateSample => ({
  chunksPerSecond,
  bytesPerSecond,
  duty,
});
const frame = { width: 240, height: 100, capacity: 120 };

test('the newest second is at the right edge, and older ones stand left of it', () => {
  const { bars } = layOutRates([sample(1), sample(2)], frame);
  expect(bars.map(({ x }) => x)).toEqual([236, 238]);
  const full = layOutRates(
    Array.from({ length: 200 }, (_, i) => sample(i)),
    frame,
  );
  expect(full.bars).toHaveLength(120);
  expect(full.bars[0]?.x).toBe(0);
  const last = full.bars.at(-1);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(240);
});

test('no bar leaves the frame, whatever the rates are', () => {
  for (const rates of [[0], [0, 0.001], [3e9, 1], [7, 7, 7]])
    for (const bar of layOutRates(
      rates.map((rate) => sample(rate)),
      frame,
    ).bars) {
      expect(bar.y).toBeGreaterThanOrEqual(-1e-9);
      expect(bar.y + bar.height).toBeCloseTo(100);
      expect(bar.height).toBeGreaterThan(0);
    }
});

test('the top is the next round number, and half of it has a line', () => {
  expect([0, 0.3, 1, 1.2, 2.1, 3, 7, 10, 34_000_000].map(roundUp)).toEqual([
    1, 0.5, 1, 2, 2.5, 5, 10, 10, 50_000_000,
  ]);
  expect(layOutRates([sample(34)], frame).lines).toEqual([
    { y: 50, value: 25 },
    { y: 0, value: 50 },
  ]);
});

test('bytes and chunks are never drawn on one scale', () => {
  const mixed = layOutRates([sample(900), sample(2, 1, 4_000_000)], frame);
  expect(mixed.unit).toBe('bytes');
  expect(mixed.top).toBe(5_000_000);
  expect(layOutRates([sample(900)], frame).unit).toBe('chunks');
});

test('the colour is that of the duty: rest apart from the least work, full power apart from less', () => {
  expect([0, 0.01, 0.2, 0.21, 0.8, 0.81, 1].map(levelOf)).toEqual([0, 1, 1, 2, 4, 5, LEVELS]);
});

test('the chart is said in words: average, highest, duty and rest', () => {
  const text = describeRates([sample(0, 0), ...Array.from({ length: 119 }, () => sample(4, 0.6))]);
  expect(text).toBe(
    'Last 2 min: 4 chunks per second on average, 4 chunks per second at most, at 60 % duty, rested for 1 s.',
  );
  expect(describeRates([sample(1, 1, 2_000_000), sample(1, 1, 4_000_000)])).toBe(
    'Last 2 s: 3 MB per second on average, 4 MB per second at most, at 100 % duty.',
  );
});

test('rest is told apart from having nothing to do', () => {
  expect(describeRates([])).toMatch(/fills/);
  expect(describeRates([sample(0, 0), sample(0, 0)])).toBe('Rested for the last 2 s.');
  expect(describeRates([sample(0, 1), sample(0, 0)])).toBe('Nothing was computed in the last 2 s.');
});

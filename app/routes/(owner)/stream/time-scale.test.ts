import { expect, test } from 'vitest';
import { endOf, LIVE_LAG_MS, pan, SHORTEST_MS, timeTicks, type TimeView, zoom } from './time-scale.ts';

const NOW = 1_800_000_000_000;
const live: TimeView = { end: null, span: 60_000 };
const past: TimeView = { end: NOW - 600_000, span: 60_000 };

test('zooming keeps what is under the pointer, and live time live', () => {
  const next = zoom(past, 0.5, 0.25, NOW);
  const at = (view: TimeView) => endOf(view, NOW) - view.span * 0.75;
  expect(next.span).toBe(30_000);
  expect(at(next)).toBe(at(past));
  expect(zoom(live, 2, 0.5, NOW)).toEqual({ end: null, span: 120_000 });
});

test('there is a shortest and a longest time', () => {
  expect(zoom(past, 1e-9, 0.5, NOW).span).toBe(SHORTEST_MS);
  expect(zoom(past, 1e9, 0.5, NOW).span).toBe(6 * 3_600_000);
});

test('whoever goes back leaves the present, and is live again where they reach it', () => {
  const back = pan(live, -10_000, NOW);
  expect(back).toEqual({ end: NOW - LIVE_LAG_MS - 10_000, span: 60_000 });
  expect(pan(back, 4_000, NOW).end).toBe(NOW - LIVE_LAG_MS - 6_000);
  expect(pan(back, 10_000, NOW)).toEqual(live);
  expect(zoom(past, 60, 0, NOW).end).toBeNull();
});

test('ticks are round times, no more than there is room for', () => {
  const ticks = timeTicks(NOW - 61_000, NOW, 7);
  expect(ticks.map(({ at }) => at % 10_000)).toEqual(ticks.map(() => 0));
  expect(ticks.length).toBeLessThanOrEqual(7);
  expect(timeTicks(0, 6 * 3_600_000, 5).length).toBeGreaterThan(0);
});

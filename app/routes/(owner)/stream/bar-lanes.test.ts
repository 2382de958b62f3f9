import { expect, test } from 'vitest';
import { type Bar, makeBars, setBar } from '#shared/contract/stream-bars.ts';
import { BarLanes, hitBar, MOST_HELD, placeOf, sumLane } from './bar-lanes.ts';
import { walk } from './walk-bars.ts';

const bar = (start: number, over: Partial<Bar> = {}): Bar => ({
  device: 1,
  job: 1,
  start,
  length: 80,
  done: 2,
  failed: 0,
  cpu: 40,
  ...over,
});
function barsOf(list: readonly Bar[]) {
  const bars = makeBars(list.length);
  list.forEach((each, i) => setBar(bars, i, each));
  bars.count = list.length;
  return bars;
}
function held(list: readonly Bar[]) {
  const lanes = new BarLanes();
  lanes.add(barsOf(list));
  return lanes;
}

test('bars lie in their lanes in the order of time, however they come', () => {
  const lanes = held([bar(300), bar(100, { job: 7 }), bar(200, { device: 2 }), bar(200)]);
  expect(lanes.lane(1)?.start).toEqual([100, 200, 300]);
  expect(lanes.barAt(1, 0)).toEqual(bar(100, { job: 7 }));
  expect(lanes.lane(2)?.start).toEqual([200]);
  expect(lanes.barAt(1, 9)).toBeNull();
  expect(placeOf(lanes.lane(1)!, 150)).toBe(1);
});

test('a bar is hit where it is, and where nothing else is nearer within reach', () => {
  const lane = held([bar(100), bar(200), bar(400)]).lane(1)!;
  expect(hitBar(lane, 240, 0)).toBe(1);
  expect(hitBar(lane, 185, 10)).toBe(0);
  expect(hitBar(lane, 195, 10)).toBe(1);
  expect(hitBar(lane, 340, 10)).toBe(-1);
  expect(hitBar(lane, 395, 10)).toBe(2);
  expect(hitBar(lane, 99_999, 10)).toBe(-1);
});

test('the sum of a lane is of what is between two times, with its cut bars', () => {
  const lane = held([bar(0), bar(100, { failed: 1 }), bar(200), bar(900)]).lane(1);
  expect(sumLane(lane, 140, 340)).toEqual({ bars: 2, done: 4, failed: 1, cpu: 80, busy: (40 + 80) / 200 });
  expect(sumLane(undefined, 0, 1)).toEqual({ bars: 0, done: 0, failed: 0, cpu: 0, busy: 0 });
});

test('beyond what may be held the oldest go', () => {
  const lanes = new BarLanes();
  const half = MOST_HELD / 2;
  for (let turn = 0; turn < 3; turn++)
    lanes.add(
      barsOf(Array.from({ length: half }, (_, i) => bar((turn * half + i) * 10, { device: i % 100 }))),
    );
  expect(lanes.held).toBeLessThanOrEqual(MOST_HELD);
  expect(lanes.held).toBeGreaterThan(MOST_HELD / 2);
  expect(lanes.lane(99)?.start.at(-1)).toBe((3 * half - 1) * 10);
});

test('arrows walk along a lane and to the same time of the next lane that has bars', () => {
  const lanes = held([bar(100), bar(200), bar(90, { device: 3 }), bar(210, { device: 3 })]);
  const order = [1, 2, 3];
  const first = walk(lanes, order, null, 'ArrowRight');
  expect(first).toEqual({ device: 1, start: 200 });
  expect(walk(lanes, order, first, 'ArrowRight')).toEqual(first);
  expect(walk(lanes, order, first, 'ArrowLeft')).toEqual({ device: 1, start: 100 });
  expect(walk(lanes, order, first, 'ArrowDown')).toEqual({ device: 3, start: 210 });
  expect(walk(lanes, order, first, 'ArrowUp')).toEqual(first);
  expect(walk(lanes, order, { device: 1, start: 55 }, 'ArrowUp')).toEqual({ device: 1, start: 200 });
});

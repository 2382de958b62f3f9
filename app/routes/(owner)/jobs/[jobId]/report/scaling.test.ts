import { expect, test } from 'vitest';
import { measureScaling } from './scaling.ts';

const share = (name: string, chunks: number, cpuSeconds: number, threads: number | null = 1) => ({
  device: name,
  name,
  chunks,
  trusted: 0,
  cpuSeconds,
  threads,
});

test('two equal devices that never waited are twice as fast as one, with nothing lost', () => {
  expect(measureScaling([share('a', 50, 100), share('b', 50, 100)], 100)).toEqual({
    speedUp: 2,
    best: 'a',
    efficiency: 1,
    waiting: 0,
    guessed: 0,
  });
});

test('unequal devices: against the better one, and half of the time spent waiting', () => {
  const scaling = measureScaling([share('fast', 30, 50, 1), share('slow', 10, 50, 1)], 100);
  // alone and without a pause, the fast one does 0.6 a second; together they did 0.4
  expect(scaling).toMatchObject({ best: 'fast', waiting: 0.5, efficiency: 0.5 });
  expect(scaling?.speedUp).toBeCloseTo(0.4 / 0.6);
});

test('threads count: four of them at work are one fast device', () => {
  expect(measureScaling([share('a', 400, 400, 4), share('b', 100, 100, 1)], 100)).toMatchObject({
    speedUp: 1.25,
    best: 'a',
    efficiency: 1,
  });
});

test('of a device that left, its own work says how many threads it had at least', () => {
  const scaling = measureScaling([share('gone', 100, 190, null)], 100);
  expect(scaling?.guessed).toBe(1);
  expect(scaling?.waiting).toBeCloseTo(0.05);
});

test('nothing is said of a job that nobody worked on, or hardly', () => {
  expect(measureScaling([], 10)).toBeNull();
  expect(measureScaling([share('a', 0, 0)], 10)).toBeNull();
  expect(measureScaling([share('a', 60, 2)], 10)).toBeNull();
  expect(measureScaling([share('a', 5, 5)], 0)).toBeNull();
});

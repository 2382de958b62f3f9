// The task stream's memory: bars out of chunks, never more than a screen can show, bounded in bytes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bar } from '../../../shared/contract/stream-bars.ts';
import { makeBarRing } from './bar-ring.ts';
import { fitBars, joinBars } from './join-bars.ts';
import { BARS_PER_SECOND, makeBarRecorder, type Work } from './record-bars.ts';

const T = 1_800_000_000_000;
const work = (over: Partial<Work> = {}): Work => ({
  device: 1,
  job: 1,
  at: T,
  since: T - 60_000,
  done: 1,
  failed: 0,
  cpuMs: 1000,
  threads: 1,
  duty: 1,
  ...over,
});
const all = (recorder: ReturnType<typeof makeBarRecorder>) => [...recorder.ring.since(0)];
const bar = (over: Partial<Bar> = {}): Bar => ({
  device: 1,
  job: 1,
  start: T,
  length: 100,
  done: 1,
  failed: 0,
  cpu: 100,
  ...over,
});

test('a long chunk is a bar of its own, from when its device became free for it', () => {
  const recorder = makeBarRecorder();
  recorder.record(work({ at: T, since: T - 3000, cpuMs: 2500 }));
  recorder.record(work({ at: T + 2000, cpuMs: 2000 }));
  recorder.flush(T + 10_000);
  expect(all(recorder)).toEqual([
    bar({ start: T - 3000, length: 3000, cpu: 2500 }),
    bar({ start: T, length: 2000, cpu: 2000 }),
  ]);
});

test('a bar does not reach over a pause that its CPU time cannot account for', () => {
  const recorder = makeBarRecorder();
  recorder.record(work({ at: T, since: T - 3_600_000, cpuMs: 1000 }));
  recorder.flush(T + 1000);
  expect(all(recorder)).toEqual([bar({ start: T - 4000, length: 4000, cpu: 1000 })]);
});

test('chunks in quick succession become one bar with their number, their CPU and what failed', () => {
  const recorder = makeBarRecorder();
  for (let i = 1; i <= 5; i++) recorder.record(work({ at: T + i * 10, since: T, done: 64, cpuMs: 8 }));
  recorder.record(work({ at: T + 60, done: 0, failed: 1, cpuMs: 0 }));
  recorder.flush(T + 500);
  expect(all(recorder)).toEqual([bar({ start: T, length: 60, done: 320, failed: 1, cpu: 40 })]);
});

test('[P36] a thousand devices with fifty thousand chunks a second leave at most a thousand bars a second', () => {
  const recorder = makeBarRecorder();
  for (let ms = 0; ms < 10_000; ms += 1)
    recorder.record(
      work({ device: (ms * 7919) % 1000, job: ms % 3, at: T + ms, since: T, done: 50, cpuMs: 3000 }),
    );
  recorder.flush(T + 20_000);
  const bars = all(recorder);
  expect(bars.length).toBeLessThanOrEqual(BARS_PER_SECOND * 11);
  expect(bars.reduce((sum, each) => sum + each.done, 0)).toBe(500_000);
});

test('the ring keeps the last bars, grows only as far as it may and finds a time and lanes again', () => {
  const ring = makeBarRing(2048);
  for (let i = 0; i < 5000; i++) ring.add(bar({ device: i % 10, start: T + i * 100 }));
  expect(ring.end()).toBe(5000);
  expect(ring.begins()).toBe(T + 2952 * 100);
  expect([...ring.since(0)]).toHaveLength(2048);
  expect([...ring.since(4998)].map(({ start }) => start)).toEqual([T + 499_800, T + 499_900]);
  const found = ring.between(T + 400_000, T + 402_000, new Set([3]));
  expect(found.map(({ start }) => start)).toEqual([T + 400_300, T + 401_300]);
  expect(ring.between(T + 400_050, T + 400_060, null)).toHaveLength(1);
});

test('bars that are fitted lose no chunk and stay in their lanes, and are as few as was asked', () => {
  const some = fc.record({
    device: fc.nat(20),
    job: fc.nat(3),
    start: fc.nat(60_000).map((ms) => T + ms),
    length: fc.nat(500),
    done: fc.nat(100),
    failed: fc.nat(2),
    cpu: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 400 }), fc.integer({ min: 50, max: 500 }), (bars, most) => {
      const fitted = fitBars(bars, most);
      expect(fitted.length).toBeLessThanOrEqual(most);
      for (const key of ['done', 'failed', 'cpu'] as const)
        expect(fitted.reduce((sum, each) => sum + each[key], 0)).toBe(
          bars.reduce((sum, each) => sum + each[key], 0),
        );
      expect(new Set(fitted.map(({ device }) => device))).toEqual(new Set(bars.map(({ device }) => device)));
    }),
  );
});

test('two bars joined reach from the first start to the last end and are of the job that took more CPU', () => {
  expect(joinBars(bar({ cpu: 10 }), bar({ job: 2, start: T + 50, length: 10, cpu: 90 }))).toEqual(
    bar({ job: 2, done: 2, cpu: 100 }),
  );
});

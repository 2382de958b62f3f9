import { expect, test } from 'vitest';
import { estimateTime, type Seen, timeLeftText } from './estimate-time.ts';

/** One look every half second; `pace(i)` is share per second during the i-th. */
function watch(seconds: number, pace: (look: number) => number, from = 0): Seen[] {
  const seen: Seen[] = [{ at: 0, progress: from }];
  for (let i = 1; i <= seconds * 2; i++)
    seen.push({ at: i * 500, progress: (seen.at(-1)?.progress ?? 0) + pace(i) / 2 });
  return seen;
}

test('a steady pace gives a narrow range around the truth', () => {
  const seen = watch(30, () => 0.01);
  const left = estimateTime(seen, 30_000);
  expect(left.kind).toBe('range');
  if (left.kind !== 'range') return;
  expect(left.low).toBeGreaterThan(62);
  expect(left.low).toBeLessThan(70);
  expect(left.high).toBeGreaterThan(70);
  expect(left.high).toBeLessThan(76);
});

test('the more the pace varies, the wider the range', () => {
  const width = (swing: number) => {
    const left = estimateTime(
      watch(60, (i) => 0.005 * (1 + swing * Math.sin(i / 7))),
      60_000,
    );
    return left.kind === 'range' ? (left.high ?? Infinity) - left.low : Number.NaN;
  };
  expect(width(0.9)).toBeGreaterThan(width(0.4) * 1.5);
  expect(width(0.4)).toBeGreaterThan(width(0) * 1.5);
});

test('a pace that comes in lumps promises no end', () => {
  const lumpy = estimateTime(
    watch(18, (i) => (i === 20 ? 0.2 : 0)),
    18_000,
  );
  expect(lumpy).toMatchObject({ kind: 'range', high: null });
  expect(timeLeftText(lumpy, 10)).toMatch(/^at least /);
});

test('what is not known is said, and why', () => {
  expect(estimateTime([], 0)).toEqual({ kind: 'unknown', why: 'nothing-seen' });
  const short = estimateTime(
    watch(5, () => 0.01),
    5_000,
  );
  expect(timeLeftText(short, null)).toBe('time left not known before some chunks are done');
  expect(timeLeftText(short, 90)).toBe('about 2 min left, if it goes on like this');
  const still = estimateTime(
    watch(40, () => 0, 0.5),
    40_000,
  );
  expect(timeLeftText(still, null)).toMatch('nothing came in');
});

test('only the last minute counts: a job that became slower says so', () => {
  const left = estimateTime(
    watch(180, (i) => (i < 200 ? 0.004 : 0.001)),
    180_000,
  );
  if (left.kind !== 'range') throw new Error('no range');
  const truth = (1 - (199 * 0.002 + 161 * 0.0005)) / 0.001;
  expect(left.low).toBeLessThan(truth);
  expect(left.high).toBeGreaterThan(truth);
});

// How long a job still takes, as a range: from how much its measured pace goes up and down, not from one number that pretends to know. Pure.
import { about, aboutRange } from '#lib/words/numbers.ts';

/** Progress (0 to 1) as it was seen at some ms. */
export interface Seen {
  at: number;
  progress: number;
}

export type TimeLeft =
  | { kind: 'unknown'; why: 'nothing-seen' | 'stands-still' }
  /** Seconds. `high` is null when the pace varies so much that no end can be promised. */
  | { kind: 'range'; low: number; high: number | null };

/** What is older says little about now. */
export const LOOK_BACK_MS = 60_000;
const PIECE_MS = 3_000;
const FEWEST_PIECES = 3;
/** No measurement is better than this. */
const LEAST_SPREAD = 0.05;

export function estimateTime(seen: readonly Seen[], now: number): TimeLeft {
  const recent = seen.filter(({ at }) => now - at <= LOOK_BACK_MS);
  const paces = measurePaces(recent);
  const last = recent.at(-1);
  if (!last || paces.length < FEWEST_PIECES) return { kind: 'unknown', why: 'nothing-seen' };
  const mean = paces.reduce((sum, pace) => sum + pace, 0) / paces.length;
  if (mean <= 0) return { kind: 'unknown', why: 'stands-still' };
  const variance = paces.reduce((sum, pace) => sum + (pace - mean) ** 2, 0) / (paces.length - 1);
  // The rest takes many pieces whose ups and downs partly even out; what was seen is no more than a sample of them.
  const left = 1 - last.progress;
  const piecesLeft = Math.max(1, left / mean / (PIECE_MS / 1000));
  const spread = Math.sqrt(variance * (1 / paces.length + 1 / piecesLeft));
  const fast = mean + Math.max(spread * 1.64, mean * LEAST_SPREAD);
  const slow = mean - Math.max(spread * 1.64, mean * LEAST_SPREAD);
  return { kind: 'range', low: left / fast, high: slow > mean / 10 ? left / slow : null };
}

/** Share per second of each full piece of time. */
function measurePaces(seen: readonly Seen[]): number[] {
  const paces: number[] = [];
  let from = seen[0];
  for (const one of seen) {
    if (!from || one.at - from.at < PIECE_MS) continue;
    paces.push(Math.max(0, (one.progress - from.progress) / ((one.at - from.at) / 1000)));
    from = one;
  }
  return paces;
}

/** `secondsLeft` is what the coordinator measured over a few seconds; it has to do until this screen has seen more. */
export function timeLeftText(left: TimeLeft, secondsLeft: number | null): string {
  if (left.kind === 'range')
    return left.high === null
      ? `at least ${about(left.low)} left`
      : `${aboutRange(left.low, left.high)} left`;
  if (left.why === 'stands-still') return 'time left unknown: nothing came in during the last minute';
  return secondsLeft === null
    ? 'time left not known before some chunks are done'
    : `${about(secondsLeft)} left, if it goes on like this`;
}

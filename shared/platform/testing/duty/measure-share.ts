// How much CPU time a throttled thread got of what it got unthrottled, in windows of the same length one after the other. A window in which other programs held it up
// does not count: what they took cannot be told from what the pacing did.
import { prefer, type Task, timeOf } from './task-time.ts';

export interface Measured {
  /** Where the kernel runs; whether others hold it up is asked of this one alone. */
  main(): readonly Task[];
  /** All that works for it: with those that compile, collect garbage and read for it. */
  tasks(): readonly Task[];
  /** What hands it its chunks and bytes: late on a busy machine, it would be measured instead. */
  supervisor(): readonly Task[];
  setDuty(duty: number, restFirstMs?: number): void;
  /** Rejects when what it works on failed: a thread that has ended gets no CPU time either. Never resolves. */
  failed: Promise<never>;
}

export type Share =
  /** `share` is the median of `windows`. */
  | { share: number; windows: number[] }
  /** Too few windows counted. */
  | { busy: string };

export interface MeasureOptions {
  windowMs: number;
  /** How many must count. */
  windows: number;
}

const SETTLE_MS = 1_500;
const UNTHROTTLED_MS = 4_000;
/** So many windows are tried for each that is wanted. */
const TRIES = 3;
/** Of the time in which it was ready, a throttled thread may have waited so much for others; of an unthrottled one what it missed is added. */
const MOST_MISSED = 0.05;
const KEPT_FOR_OTHERS = 0.07;
/** An unthrottled thread that has less of a core mostly waits: then pacing is not what is measured. */
const LEAST_UNTHROTTLED = 0.3;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Seen {
  /** Cores' worth that it had. */
  had: number;
  /** Cores' worth that it was ready for but did not get. */
  missed: number;
}

/** Of the time in which it was ready: what others had. A thread that was never ready, since it slept, missed nothing. */
const partMissed = ({ had, missed }: Seen) => (missed > 0 ? missed / (had + missed) : 0);

async function look({ main, tasks, supervisor, failed }: Measured, ms: number): Promise<Seen> {
  prefer(main(), tasks(), supervisor());
  await Promise.race([pause(SETTLE_MS), failed]);
  const [before, mainBefore] = [timeOf(tasks()), timeOf(main())];
  const began = performance.now();
  await Promise.race([pause(ms), failed]);
  const [after, mainAfter] = [timeOf(tasks()), timeOf(main())];
  const lasted = performance.now() - began;
  return {
    had: (after.ranMs - before.ranMs) / lasted,
    missed: (mainAfter.waitedMs - mainBefore.waitedMs) / lasted,
  };
}

async function lookUntilCounted(
  thread: Measured,
  ms: number,
  { windows, mayMiss }: { windows: number; mayMiss: number },
): Promise<Seen[] | { busy: string }> {
  const all: Seen[] = [];
  const counted = () => all.filter((seen) => partMissed(seen) <= mayMiss);
  while (counted().length < windows && all.length < windows * TRIES) all.push(await look(thread, ms));
  if (counted().length >= windows) return counted();
  const held = median(all.map(partMissed));
  return { busy: `other programs held the thread up for ${Math.round(100 * held)} % of its time` };
}

/** What it gets of a core when nothing throttles it. */
async function lookUnthrottled(thread: Measured): Promise<number | { busy: string }> {
  thread.setDuty(1);
  const seen = await lookUntilCounted(thread, UNTHROTTLED_MS, { windows: 1, mayMiss: KEPT_FOR_OTHERS });
  if (!Array.isArray(seen)) return seen;
  const most = median(seen.map(({ had, missed }) => had + missed));
  if (most >= LEAST_UNTHROTTLED) return most;
  throw new Error(`unthrottled it had ${Math.round(100 * most)} % of a core, although nobody else had it`);
}

/** Unthrottled windows lie before and after the throttled ones: a slow change of the machine falls on both. */
export async function measureShare(thread: Measured, duty: number, options: MeasureOptions): Promise<Share> {
  const before = await lookUnthrottled(thread);
  if (typeof before !== 'number') return before;
  thread.setDuty(duty, 40);
  const throttled = await lookUntilCounted(thread, options.windowMs, {
    windows: options.windows,
    mayMiss: MOST_MISSED,
  });
  const after = await lookUnthrottled(thread);
  if (!Array.isArray(throttled)) return throttled;
  if (typeof after !== 'number') return after;
  const windows = throttled.map(({ had }) => (2 * had) / (before + after));
  return { share: median(windows), windows };
}

// Readings on their way to the contribution: one that changed goes at once, one that stayed the same is only said again before it grows old, so that a
// sensor may be read twice a second without anybody being told twice a second. Pure.
import { keptFor, type ReadingName, type Readings } from '../../../shared/governor/readings.ts';

export interface SteadyReadings {
  /** Of `readings`, what must be said now; null: nothing. What became unknown is said as undefined. */
  take(readings: Partial<Readings>, now: number): Partial<Readings> | null;
  /** All that is known, with when it was last read. */
  known(): ReadonlyMap<ReadingName, { value: unknown; at: number }>;
  /** A listener that begins now has heard nothing yet. */
  forgetSaid(): void;
}

const AGAIN_MS = 15_000;

export function createSteadyReadings(): SteadyReadings {
  const read = new Map<ReadingName, { value: unknown; at: number }>();
  const said = new Map<ReadingName, { value: unknown; at: number }>();
  return {
    take(readings, now) {
      const due = (Object.entries(readings) as [ReadingName, unknown][]).filter(([name, value]) => {
        read.set(name, { value, at: now });
        const before = said.get(name);
        const isOld = !before || now - before.at >= Math.min(AGAIN_MS, keptFor[name] / 3);
        if (!isOld && isSame(before.value, value)) return false;
        said.set(name, { value, at: now });
        return true;
      });
      return due.length > 0 ? Object.fromEntries(due) : null;
    },
    known: () => read,
    forgetSaid: () => said.clear(),
  };
}

const isSame = (a: unknown, b: unknown) =>
  a === b ||
  (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => each === b[i]));

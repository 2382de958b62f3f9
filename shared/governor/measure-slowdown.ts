// Infers from how long chunks take whether a device has slowed down, against its own best at the same kind of work. It is all that tells of
// heat where no sensor does, and it tells late: a device slows down when it is hot already.

export interface Measured {
  /** Work of one kind takes the same time per unit: a kernel of one job. */
  kind: string;
  /** Bytes, or chunks where they have no input. */
  units: number;
  /** Time on the processor. */
  ms: number;
}

export interface SlowdownMeter {
  /** Returns the present ratio whenever a window of measurements is full: 1 is as fast as ever. Undefined: nothing new is known. */
  add(measured: Measured, now: number): number | undefined;
}

const WINDOW_MS = 5000;
const LEAST_SAMPLES = 10;
/** A kind's first work is slow for other reasons: compilers, caches. */
const WARM_UP_MS = 5000;
const SMOOTHING = 0.3;
/** The best fades by about 3 % in an hour, so that one lucky measurement does not count for ever. */
const FADES = 0.99995;
const MOST_KINDS = 50;

interface Kind {
  best: number;
  workedMs: number;
}

export function createSlowdownMeter(): SlowdownMeter {
  const kinds = new Map<string, Kind>();
  let current = '';
  let samples: { rate: number; ms: number }[] = [];
  let since = 0;
  let ratio = 1;

  function kindOf(name: string): Kind {
    const kind = kinds.get(name) ?? { best: 0, workedMs: 0 };
    kinds.delete(name); // the last used is the last to go
    kinds.set(name, kind);
    const [oldest] = kinds.keys();
    if (kinds.size > MOST_KINDS && oldest !== undefined) kinds.delete(oldest);
    return kind;
  }

  return {
    add({ kind: name, units, ms }, now) {
      if (!(units > 0) || !(ms > 0)) return undefined;
      const kind = kindOf(name);
      kind.workedMs += ms;
      if (kind.workedMs <= WARM_UP_MS) return undefined;
      if (name !== current || samples.length === 0) {
        current = name;
        samples = [];
        since = now;
      }
      samples.push({ rate: units / ms, ms });
      if (samples.length < LEAST_SAMPLES || now - since < WINDOW_MS) return undefined;
      const rate = weightedMedian(samples);
      samples = [];
      // work of a new kind starts on a device that is as hot as it was
      if (kind.best === 0) kind.best = rate / ratio;
      kind.best = Math.max(kind.best * FADES, rate);
      ratio += SMOOTHING * (rate / kind.best - ratio);
      return ratio;
    },
  };
}

/** The rate at which half of the time was spent: neither a tiny chunk nor an odd one counts for much. */
function weightedMedian(samples: readonly { rate: number; ms: number }[]): number {
  const sorted = samples.toSorted((a, b) => a.rate - b.rate);
  let left = sorted.reduce((sum, { ms }) => sum + ms, 0) / 2;
  for (const { rate, ms } of sorted) {
    left -= ms;
    if (left <= 0) return rate;
  }
  return sorted.at(-1)?.rate ?? 0;
}

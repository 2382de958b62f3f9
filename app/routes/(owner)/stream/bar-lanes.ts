// The bars a screen holds, in a lane for each device, sorted by time so that a window of a lane is found without looking at the rest. Bars of
// a lane do not overlap. Holds at most `MOST_HELD`: the oldest go first.
import type { Bar, Bars } from '#shared/contract/stream-bars.ts';

export const MOST_HELD = 200_000;

/** Columns of one lane; entry i of each is bar i. */
export interface Lane {
  start: number[];
  length: number[];
  job: number[];
  done: number[];
  failed: number[];
  cpu: number[];
  /** The earliest start of what came since whoever draws it last set this to Infinity. */
  freshFrom: number;
}

const columns = ['start', 'length', 'job', 'done', 'failed', 'cpu'] as const;
const makeLane = (): Lane => ({
  start: [],
  length: [],
  job: [],
  done: [],
  failed: [],
  cpu: [],
  freshFrom: Infinity,
});

/** The first place whose start is not before `time`. */
export function placeOf(lane: Lane, time: number): number {
  let low = 0;
  let high = lane.start.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lane.start[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class BarLanes {
  #lanes = new Map<number, Lane>();
  #held = 0;
  /** Another one once bars were taken away. */
  generation = 0;

  get held(): number {
    return this.#held;
  }

  clear(): void {
    this.#lanes.clear();
    this.generation++;
    this.#held = 0;
  }

  lane(device: number): Lane | undefined {
    return this.#lanes.get(device);
  }

  add(bars: Bars): void {
    for (let i = 0; i < bars.count; i++) this.#insert(bars, i);
    if (this.#held > MOST_HELD) this.#shed();
  }

  #insert(bars: Bars, i: number): void {
    const device = bars.device[i] ?? 0;
    const start = bars.start[i] ?? 0;
    let lane = this.#lanes.get(device);
    if (!lane) this.#lanes.set(device, (lane = makeLane()));
    // hardly ever anything but the last
    const last = lane.start.at(-1);
    const at = last === undefined || last <= start ? lane.start.length : placeOf(lane, start);
    for (const column of columns) {
      if (at === lane.start.length && column !== 'start') lane[column].push(bars[column][i] ?? 0);
      else if (column !== 'start') lane[column].splice(at, 0, bars[column][i] ?? 0);
    }
    if (at === lane.start.length) lane.start.push(start);
    else lane.start.splice(at, 0, start);
    if (start < lane.freshFrom) lane.freshFrom = start;
    this.#held++;
  }

  /** Makes room for an eighth, so that it is seldom. */
  #shed(): void {
    this.generation++;
    const starts = [...this.#lanes.values()].flatMap(({ start }) => start).toSorted((a, b) => a - b);
    const before = starts[Math.floor(this.#held - MOST_HELD * (7 / 8))] ?? 0;
    for (const lane of this.#lanes.values()) {
      const old = placeOf(lane, before);
      for (const column of columns) lane[column].splice(0, old);
      this.#held -= old;
    }
  }

  barAt(device: number, place: number): Bar | null {
    const lane = this.#lanes.get(device);
    const start = lane?.start[place];
    if (!lane || start === undefined) return null;
    const [length = 0, job = 0, done = 0, failed = 0, cpu = 0] = columns
      .slice(1)
      .map((column) => lane[column][place]);
    return { device, start, length, job, done, failed, cpu };
  }
}

/** The place of the bar at a time of a lane, or of the nearest within `reach` ms; -1 where there is none. */
export function hitBar(lane: Lane, time: number, reach: number): number {
  const after = placeOf(lane, time + 0.5);
  let best = -1;
  let bestDistance = reach;
  for (const place of [after - 1, after]) {
    const start = lane.start[place];
    if (start === undefined) continue;
    const end = start + (lane.length[place] ?? 0);
    const distance = time < start ? start - time : Math.max(0, time - end);
    if (distance > bestDistance || (best >= 0 && distance === bestDistance)) continue;
    best = place;
    bestDistance = distance;
  }
  return best;
}

export interface LaneFigures {
  bars: number;
  done: number;
  failed: number;
  /** ms. */
  cpu: number;
  /** Share of the window in which there is a bar, 0 to 1. */
  busy: number;
}

/** What a lane shows between two times, in numbers. */
export function sumLane(lane: Lane | undefined, from: number, to: number): LaneFigures {
  const sum: LaneFigures = { bars: 0, done: 0, failed: 0, cpu: 0, busy: 0 };
  if (!lane) return sum;
  let covered = 0;
  for (let i = Math.max(0, placeOf(lane, from) - 1); i < lane.start.length; i++) {
    const start = lane.start[i] ?? 0;
    const end = start + (lane.length[i] ?? 0);
    if (start >= to) break;
    if (end < from) continue;
    sum.bars++;
    sum.done += lane.done[i] ?? 0;
    sum.failed += lane.failed[i] ?? 0;
    sum.cpu += lane.cpu[i] ?? 0;
    covered += Math.min(end, to) - Math.max(start, from);
  }
  sum.busy = Math.min(1, covered / Math.max(1, to - from));
  return sum;
}

// The last bars of one swarm, so that a screen can look back: columns of 32 bytes a bar that grow by doubling up to `MOST_BARS` (8 MiB) and
// then overwrite the oldest. Bars are in the order in which they were closed, which is nearly that of time; who asks for a time looks at all.
import { type Bar, barAt, type Bars, makeBars, setBar } from '../../../shared/contract/stream-bars.ts';

export const MOST_BARS = 262_144;
const FIRST_BARS = 1_024;

export interface BarRing {
  add(bar: Bar): void;
  /** How many were ever added: the place of the next. */
  end(): number;
  /** Those added from this place on that are still here. */
  since(place: number): Iterable<Bar>;
  /** Those that overlap a time, of these devices; `null` for all. */
  between(from: number, to: number, devices: ReadonlySet<number> | null): Bar[];
  /** UTC ms of the first start that is kept; null while empty. */
  begins(): number | null;
}

export function makeBarRing(mostBars = MOST_BARS): BarRing {
  let bars: Bars = makeBars(Math.min(FIRST_BARS, mostBars));
  let capacity = Math.min(FIRST_BARS, mostBars);
  let added = 0;

  function grow(): void {
    const wider = makeBars(Math.min(capacity * 2, mostBars));
    for (const key of ['device', 'job', 'start', 'length', 'done', 'failed', 'cpu'] as const)
      wider[key].set(bars[key]);
    bars = wider;
    capacity = Math.min(capacity * 2, mostBars);
  }
  const oldest = () => Math.max(0, added - capacity);

  return {
    add(bar) {
      if (added === capacity && capacity < mostBars) grow();
      setBar(bars, added % capacity, bar);
      added++;
    },
    end: () => added,
    *since(place) {
      for (let i = Math.max(place, oldest()); i < added; i++) yield barAt(bars, i % capacity);
    },
    between(from, to, devices) {
      const found: Bar[] = [];
      for (let i = oldest(); i < added; i++) {
        const at = i % capacity;
        const start = bars.start[at] ?? 0;
        if (start >= to || start + (bars.length[at] ?? 0) < from) continue;
        if (devices === null || devices.has(bars.device[at] ?? 0)) found.push(barAt(bars, at));
      }
      return found;
    },
    begins: () => (added === 0 ? null : (bars.start[oldest() % capacity] ?? null)),
  };
}

// Notices that the system held the supervisor still: a phone that was locked, a laptop that slept. Timers of a Worker run in hidden pages
// as well, so a gap between two of its ticks is a time in which nothing was computed.

export interface Stillness {
  /** UTC ms. */
  from: number;
  until: number;
}

const TICK_MS = 1_000;
/** Shorter gaps are a busy machine. */
const LEAST_MS = 10_000;

/** The gap between two ticks, if it was more than a busy machine makes. Clocks that were set back tell nothing. */
export const findStillness = (from: number, until: number): Stillness | null =>
  until - from >= LEAST_MS ? { from, until } : null;

/** Calls back as soon as it runs again. The answer ends it. */
export function noticeStillness(onStill: (stillness: Stillness) => void, utc = () => Date.now()): () => void {
  let last = utc();
  const timer = setInterval(() => {
    const now = utc();
    const found = findStillness(last, now);
    last = now;
    if (found) onStill(found);
  }, TICK_MS);
  return () => clearInterval(timer);
}

// The time that is shown, as a value: where it ends, how long it is, and whether it goes on with the clock. Pure.
import { locale } from '#lib/messages/t.ts';

export interface TimeView {
  /** UTC ms at the right edge; null: now, and going on. */
  end: number | null;
  /** ms from edge to edge. */
  span: number;
}

export const SHORTEST_MS = 2_000;
export const LONGEST_MS = 6 * 3_600_000;
/** Live bars come up to a second late: the live edge stands where they have come. */
export const LIVE_LAG_MS = 1_200;

export const endOf = (view: TimeView, now: number) => view.end ?? now - LIVE_LAG_MS;

const limit = (span: number) => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, span));

/** Shows `factor` times as much; what is at `share` of the width stays there. Live stays live. */
export function zoom(view: TimeView, factor: number, share: number, now: number): TimeView {
  const span = limit(view.span * factor);
  if (view.end === null) return { end: null, span };
  return atMost({ end: view.end + (1 - share) * (span - view.span), span }, now);
}

/** Moves by ms, to the past if negative. What reaches the present is live. */
export const pan = (view: TimeView, ms: number, now: number): TimeView =>
  ms === 0 ? view : atMost({ end: endOf(view, now) + ms, span: view.span }, now);

const atMost = ({ end, span }: TimeView & { end: number }, now: number): TimeView =>
  end >= now - LIVE_LAG_MS ? { end: null, span } : { end, span };

export interface Tick {
  at: number;
  label: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const steps = [1, 2, 5, 10, 15, 30].flatMap((n) => [n * SECOND, n * MINUTE]);
const allSteps = [...steps, HOUR, 2 * HOUR].toSorted((a, b) => a - b);
const withSeconds = new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' });
const withMinutes = new Intl.DateTimeFormat(locale(), { timeStyle: 'short' });

/** Round times of the clock, no more than `most`. */
export function timeTicks(from: number, to: number, most: number): Tick[] {
  const step = allSteps.find((each) => (to - from) / each <= Math.max(1, most)) ?? 2 * HOUR;
  const label = step < MINUTE ? withSeconds : withMinutes;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step)
    ticks.push({ at, label: label.format(at) });
  return ticks;
}

// Where lanes lie: heights, which of them are in sight, which one a finger is on. Pure.

export type LaneSize = 'large' | 'small';

/** CSS pixels; names fit into large ones. */
export const LANE_PX: Readonly<Record<LaneSize, number>> = { large: 26, small: 6 };
export const AXIS_PX = 26;

export interface LaneRange {
  first: number;
  /** One past the last. */
  end: number;
}

/** Lanes at least partly in a window of this height, scrolled so far. */
export function lanesInSight(
  count: number,
  laneHeight: number,
  scrollTop: number,
  height: number,
): LaneRange {
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / laneHeight)));
  const end = Math.min(count, Math.max(first, Math.ceil((scrollTop + Math.max(0, height)) / laneHeight)));
  return { first, end };
}

/** The same and as many again on either side, for who scrolls on. */
export function withMargin({ first, end }: LaneRange, count: number, most: number): LaneRange {
  const seen = end - first;
  const spare = Math.max(0, Math.min(seen, Math.floor((most - seen) / 2)));
  return { first: Math.max(0, first - spare), end: Math.min(count, end + spare) };
}

/** `y` below the axis. -1 where there is no lane. */
export function laneAt(y: number, scrollTop: number, laneHeight: number, count: number): number {
  if (y < 0) return -1;
  const lane = Math.floor((y + scrollTop) / laneHeight);
  return lane < count ? lane : -1;
}

/** How far to scroll so that a lane is in sight, moving no more than needed. */
export function scrollTo(lane: number, laneHeight: number, scrollTop: number, height: number): number {
  const top = lane * laneHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + laneHeight - height);
}

// Where a key leads from the bar that is looked at: along its lane, or to the bar at the same time of another lane. Pure.
import { type BarLanes, hitBar, placeOf } from './bar-lanes.ts';

export interface Chosen {
  /** Number of the device, and the start of its bar: what stays when others come. */
  device: number;
  start: number;
}

/** The place of the chosen bar in its lane, -1 when it is not held any more. */
export function placeOfChosen(bars: BarLanes, { device, start }: Chosen): number {
  const lane = bars.lane(device);
  if (!lane) return -1;
  const place = placeOf(lane, start);
  return lane.start[place] === start ? place : -1;
}

/** Nothing chosen: the last bar of the first lane that has one. */
export function walk(
  bars: BarLanes,
  lanes: readonly number[],
  from: Chosen | null,
  key: string,
): Chosen | null {
  if (!from || placeOfChosen(bars, from) < 0) {
    for (const device of lanes) {
      const start = bars.lane(device)?.start.at(-1);
      if (start !== undefined) return { device, start };
    }
    return null;
  }
  const at = lanes.indexOf(from.device);
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const place = placeOfChosen(bars, from) + (key === 'ArrowLeft' ? -1 : 1);
    const start = bars.lane(from.device)?.start[place];
    return start === undefined ? from : { device: from.device, start };
  }
  const step = key === 'ArrowUp' ? -1 : 1;
  for (let i = at + step; i >= 0 && i < lanes.length; i += step) {
    const device = lanes[i] ?? 0;
    const lane = bars.lane(device);
    const place = lane ? hitBar(lane, from.start, Infinity) : -1;
    const start = lane?.start[place];
    if (start !== undefined) return { device, start };
  }
  return from;
}

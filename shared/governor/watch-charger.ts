// Notices a charger that is too weak: the battery empties although the device has power. Slow to say so, since chargers that hold a
// battery at 80 % let it sink a little as well.
import type { Readings } from './readings.ts';

const FALL = 5;
const FALL_MS = 15 * 60_000;
const RISE = 3;
const FULL = 95;

export interface ChargerWatch {
  /** Whether the charger is too weak. An unknown level changes nothing. */
  look(readings: Readings, now: number): boolean;
}

export function watchCharger(): ChargerWatch {
  /** The highest level since it was plugged in, and when that was. */
  let highest: { level: number; at: number } | null = null;
  /** The level at which it was found too weak. */
  let restsFrom: number | null = null;
  return {
    look({ battery, charging }, now) {
      if (charging === false) highest = restsFrom = null;
      if (charging !== true || battery === undefined) return restsFrom !== null;
      if (highest === null || battery >= highest.level) highest = { level: battery, at: now };
      else if (highest.level - battery >= FALL && now - highest.at >= FALL_MS) restsFrom ??= battery;
      if (restsFrom !== null && (battery >= restsFrom + RISE || battery >= FULL)) {
        restsFrom = null;
        highest = { level: battery, at: now };
      }
      return restsFrom !== null;
    },
  };
}

// The numbers of the law, each with where it comes from in README.md's table. Times in ms, temperatures in °C, shares 0 to 1.
import type { DeviceKind } from '../contract/device.ts';
import type { Policy } from './policy.ts';
import type { Readings } from './readings.ts';

const SECOND = 1000;

/** A figure counts as back on the good side only so far beyond its limit. */
export const BATTERY_HYSTERESIS = 5;
export const IDLE_AFTER_S = 180;
/** Others' part of the cores; at rest, work goes on only well below it. */
export const OTHERS_STOP = 0.25;
export const OTHERS_STOP_HANDHELD = 0.5;
export const OTHERS_RESUME = 0.8;
export const SPEED_LIMIT_STOP = 70;
export const SPEED_LIMIT_RESUME = 90;

/** How often the law takes a step; its gains are for one step. */
export const STEP_MS = 5 * SECOND;
/** Longer gaps count as this many steps: a device that slept has learnt nothing meanwhile. */
export const MOST_STEPS = 3;
export const LEAST_DUTY = 0.1;
export const FIRST_DUTY = 0.25;
export const FIRST_DUTY_BY_STATE = 0.5;
/** What is left of the duty after a stop or a warning. */
export const BACK_OFF = 0.7;

export const SMOOTHING = 0.3;
export const PROPORTIONAL_GAIN = 0.01;
export const INTEGRAL_GAIN = 0.002;
export const RAMP_UP = 0.1;

export const CLIMB = 0.05;
/** Near the duty that was last too much. */
export const CAREFUL_CLIMB = 0.01;
export const BACK_OFF_EVERY_MS = 30 * SECOND;
export const SLOW = 0.9;
export const VERY_SLOW = 0.7;
export const VERY_SLOW_BACK_OFF = 0.5;
export const VERY_SLOW_REST_MS = 120 * SECOND;
/** Where nothing at all tells of heat. */
export const BLIND_DUTY_HANDHELD = 0.5;

export const LEAST_ON_MS = 10 * SECOND;
/** After so short a time of work the next rest is twice as long, up to LONGEST_REST_MS. */
export const STEADY_MS = 60 * SECOND;
export const LONGEST_REST_MS = 600 * SECOND;
export const HEAT_REST_MS = 60 * SECOND;
export const LONG_HEAT_REST_MS = 300 * SECOND;

export const isHandheld = (kind: DeviceKind) => kind === 'phone' || kind === 'tablet';

export interface HeatLimits {
  targetC: number;
  stopC: number;
  resumeC: number;
}

/** With a person's own target everything moves along; the maker's limit always holds. */
export function heatLimits(
  { targetC }: Pick<Policy, 'targetC'>,
  { criticalTemperature = 100 }: Pick<Readings, 'criticalTemperature'>,
): HeatLimits {
  const wanted = targetC ?? Math.min(75, criticalTemperature - 25);
  const stopC = Math.min(90, criticalTemperature - 10, wanted + 15);
  return { targetC: Math.min(wanted, stopC - 5), stopC, resumeC: stopC - 20 };
}

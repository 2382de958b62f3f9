// Lets the governor drive a simulated device for some hours and says how well it did.
import type { Steering } from '../../contract/device-messages.ts';
import { createGovernor, type Duty } from '../decide-duty.ts';
import { createSlowdownMeter } from '../measure-slowdown.ts';
import { defaultPolicy, type Policy } from '../policy.ts';
import { createFreshReadings, HEAT_SIGNS } from '../readings.ts';
import { type Bursts, type PlantKind, startPlant } from './plants.ts';

export const steering: Steering = {
  enabled: true,
  approved: true,
  throttle: 1,
  swarm: 'running',
  quarantine: null,
};

export interface PlantRun {
  /** After settling, °C, once a second; and those of them long after any burst. */
  celsius: number[];
  calm: number[];
  /** Work per second after settling, on average. */
  speed: number;
  /** The part of the time in which the system slowed the device down. */
  throttled: number;
  /** Times of changes between duty 0 and more, s. */
  changes: number[];
  /** Once a minute from the start: what a chart shows. */
  minutes: { celsius: number; duty: number }[];
  last: Duty;
}

export interface PlantRunOptions {
  hours?: number;
  seed?: number;
  bursts?: Bursts;
  policy?: Partial<Policy>;
  /** Seconds from the start in which no sensor is heard. */
  lost?: { from: number; to: number };
}

const SETTLING_S = 1800;
const CALM_AFTER_S = 180;
const SENSOR_EVERY_S = 5;
const CHUNK_EVERY_S = 1;

export function runPlant(kind: PlantKind, options: PlantRunOptions = {}): PlantRun {
  const { hours = 2, seed = 1, bursts, lost } = options;
  const plant = startPlant(kind, seed, bursts);
  const governor = createGovernor(kind.kind);
  const meter = createSlowdownMeter();
  const fresh = createFreshReadings();
  const policy = { ...defaultPolicy(kind.kind, 8, { battery: false }), ...options.policy };
  const run: PlantRun = {
    celsius: [],
    calm: [],
    speed: 0,
    throttled: 0,
    changes: [],
    minutes: [],
    last: { duty: 0, reason: 'starting' },
  };
  const seconds = hours * 3600;
  let burstAt = -Infinity;
  for (let second = 0; second < seconds; second++) {
    const now = second * 1000;
    const isLost = lost !== undefined && second >= lost.from && second < lost.to;
    if (second % SENSOR_EVERY_S === 0 && !isLost) fresh.note(plant.readings(), now);
    if (kind.sensor === 'none' && run.last.duty > 0 && second % CHUNK_EVERY_S === 0)
      for (let thread = 0; thread < 2; thread++) {
        const slowdown = meter.add({ kind: 'test', units: 1000 * plant.chunkRate(), ms: 1000 }, now);
        if (slowdown !== undefined) fresh.note({ slowdown }, now);
      }
    const next = governor.decide(
      {
        wish: 'running',
        policy,
        steering,
        readings: fresh.at(now),
        heatHeardAt: fresh.heardAt(HEAT_SIGNS),
        connection: 'connected',
        hasWork: true,
        busyShare: 0.5,
      },
      now,
    );
    if (next.duty > 0 !== run.last.duty > 0 && second > 0) run.changes.push(second);
    run.last = next;
    plant.second(next.duty);
    if (plant.isBursting()) burstAt = second;
    if (second % 60 === 0) run.minutes.push({ celsius: plant.celsius(), duty: next.duty });
    if (second < SETTLING_S) continue;
    run.celsius.push(plant.celsius());
    if (second - burstAt > CALM_AFTER_S) run.calm.push(plant.celsius());
    run.speed += plant.speed() / (seconds - SETTLING_S);
    run.throttled += Number(plant.isThrottled()) / (seconds - SETTLING_S);
  }
  return run;
}

export const shareWithin = (values: readonly number[], target: number, tolerance: number) =>
  values.filter((value) => Math.abs(value - target) <= tolerance).length / values.length;

// What is known of a device now. Every reading may be missing: undefined means unknown, and unknown never opens a gate that needs it.
// A reading that nobody has confirmed for too long is unknown again; how long is too long is its own affair.
import * as z from 'zod/mini';
import { PRESSURES } from './pressures.ts';

export const Pressure = z.enum(PRESSURES);
export type Pressure = z.infer<typeof Pressure>;

export const Readings = z.object({
  /** Percent. A device without a battery is charging, at 100. */
  battery: z.optional(z.number().check(z.gte(0), z.lte(100))),
  /** Whether it has power from outside, also when the battery is full. */
  charging: z.optional(z.boolean()),
  /** The hottest part of the processor, °C. */
  temperature: z.optional(z.number().check(z.gt(0), z.lt(150))),
  /** The temperature at which the processor's maker turns it off or down, °C. */
  criticalTemperature: z.optional(z.number().check(z.gt(50), z.lt(150))),
  /** The system's word for its heat (macOS, Electron). */
  thermal: z.optional(Pressure),
  /** The share of its full clock that the system allows the processor, percent (Windows, Intel Macs). */
  speedLimit: z.optional(z.number().check(z.gte(0), z.lte(100))),
  /** The browser's word for how busy the processor is, by us and by others. */
  pressure: z.optional(Pressure),
  /** Whether the network is paid by the byte or asked to be spared. */
  metered: z.optional(z.boolean()),
  /** Seconds since the person last touched the device. */
  idleSeconds: z.optional(z.number().check(z.gte(0))),
  /** The part of all cores that other programs use, 0 to 1. */
  otherCpu: z.optional(z.number().check(z.gte(0), z.lte(1))),
  /** Names of running programs, in lower case. */
  programs: z.optional(z.array(z.string())),
  hidden: z.optional(z.boolean()),
  /** The system holds the page still. */
  frozen: z.optional(z.boolean()),
  /** This device's speed against its own best at the same work: 1 is as fast as ever. */
  slowdown: z.optional(z.number().check(z.gt(0), z.lt(10))),
  /** Local time: minutes since Monday 00:00. */
  weekMinute: z.optional(z.int().check(z.gte(0), z.lt(7 * 24 * 60))),
});
export type Readings = z.infer<typeof Readings>;
export type ReadingName = keyof Readings;

const names = Object.keys(Readings.shape) as ReadingName[];

/** From outside. A reading that makes no sense is unknown; the others count. */
export function readReadings(raw: unknown): Readings {
  if (typeof raw !== 'object' || raw === null) return {};
  const said: Record<string, unknown> = { ...raw };
  const known = names.flatMap((name) => {
    const read = Readings.shape[name].safeParse(said[name]);
    return read.success && read.data !== undefined ? [[name, read.data] as const] : [];
  });
  return Object.fromEntries(known);
}

const SECOND = 1000;

/** How long a reading counts after it was last said, ms: a few times as long as its sensor takes. What is told by events counts until the next. */
export const keptFor: Readonly<Record<ReadingName, number>> = {
  temperature: 20 * SECOND,
  criticalTemperature: Infinity,
  thermal: 90 * SECOND,
  speedLimit: 90 * SECOND,
  otherCpu: 30 * SECOND,
  pressure: 90 * SECOND,
  idleSeconds: 90 * SECOND,
  battery: 180 * SECOND,
  charging: 180 * SECOND,
  metered: 180 * SECOND,
  programs: 60 * SECOND,
  weekMinute: 120 * SECOND,
  // while there is nothing to compute, nothing is learnt of the speed
  slowdown: 120 * SECOND,
  hidden: Infinity,
  frozen: Infinity,
};

export interface FreshReadings {
  /** What is said counts from `now` on; a reading that is there and undefined is unknown from now on, one that is left out stays. */
  note(readings: Partial<Readings>, now: number): void;
  at(now: number): Readings;
  /** When any of these was last said and known; -Infinity: never. */
  heardAt(which: readonly ReadingName[]): number;
}

/** What tells of heat. */
export const HEAT_SIGNS: readonly ReadingName[] = ['temperature', 'thermal', 'speedLimit', 'slowdown'];

/** Forgets what was not said again in time. */
export function createFreshReadings(): FreshReadings {
  const said = new Map<ReadingName, { value: unknown; at: number }>();
  return {
    note(readings, now) {
      for (const name of names) if (name in readings) said.set(name, { value: readings[name], at: now });
    },
    at: (now) =>
      Object.fromEntries(
        Array.from(said)
          .filter(([name, { value, at }]) => value !== undefined && now - at <= keptFor[name])
          .map(([name, { value }]) => [name, value]),
      ),
    heardAt: (which) =>
      Math.max(
        -Infinity,
        ...which.map((name) => {
          const heard = said.get(name);
          return heard?.value === undefined ? -Infinity : heard.at;
        }),
      ),
  };
}

// What the person of a device allows: their limits, which outrank everything the owner asks for. Parsed wherever they come in, and with
// defaults for each kind of device. What follows from them is decided in decide-duty.ts.
import * as z from 'zod/mini';
import type { DeviceKind } from '../contract/device.ts';
import { HoursWindow } from './hours-window.ts';

/** Cooler than that a processor is only in winter; hotter is for its maker to forbid. */
export const LEAST_TARGET_C = 45;
export const MOST_TARGET_C = 90;
const MOST_PROGRAMS = 50;

export const Policy = z.object({
  /** 0 to 100, percent of what the threads could do. */
  throttle: z.number().check(z.gte(0), z.lte(100)),
  /** Compute threads, at least 1. */
  threads: z.int().check(z.gte(1), z.lte(4096)),
  /** Whether a page that nobody sees goes on computing. */
  whenHidden: z.enum(['work', 'pause']),
  /** Needs to know whether the device has power. */
  onlyCharging: z.boolean(),
  /** Percent below which the battery is left alone, also while it charges; 0: none. Needs to know the level. */
  batteryFloor: z.number().check(z.gte(0), z.lte(100)),
  /** Only on a network that is not paid by the byte: on phones that is Wi-Fi. Needs to know the network. */
  onlyUnmetered: z.boolean(),
  /** Only while nobody uses the device. Needs to know when somebody last did. */
  onlyIdle: z.boolean(),
  /** Rests while other programs need the processor, as far as that can be known. */
  giveWay: z.boolean(),
  /** When it may compute; empty: always. */
  hours: z.array(HoursWindow).check(z.maxLength(MOST_PROGRAMS)),
  /** Rests while a program of such a name runs (`steam`, `obs.exe`). Needs to know what runs. */
  restBeside: z
    .array(z.string().check(z.trim(), z.minLength(1), z.maxLength(100)))
    .check(z.maxLength(MOST_PROGRAMS)),
  /** How warm the processor may be, °C, where that can be measured; null: what suits it. */
  targetC: z.nullable(z.number().check(z.gte(LEAST_TARGET_C), z.lte(MOST_TARGET_C))),
});
export type Policy = z.infer<typeof Policy>;

/** Some of a policy from outside; undefined when any of it makes no sense. What is not there is left out. */
export function readPolicy(raw: unknown): Partial<Policy> | undefined {
  const read = z.partial(Policy).safeParse(raw);
  if (!read.success) return undefined;
  return Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined));
}

/**
 * What a device begins with. Limits that need a reading are only set where the device has it (`sees`), since an unknown reading never
 * lets it compute; the person may set them all the same.
 */
export function defaultPolicy(kind: DeviceKind, cores: number, sees: { battery: boolean }): Policy {
  const isHandheld = kind === 'phone' || kind === 'tablet';
  const hasBattery = (isHandheld || kind === 'laptop') && sees.battery;
  return {
    throttle: 100,
    threads: defaultThreads(kind, cores),
    // a hidden page of a phone is frozen anyway, so it stops in order
    whenHidden: isHandheld ? 'pause' : 'work',
    onlyCharging: hasBattery,
    batteryFloor: hasBattery ? (isHandheld ? 75 : 30) : 0,
    onlyUnmetered: false,
    onlyIdle: false,
    giveWay: kind !== 'server',
    hours: [],
    restBeside: [],
    targetC: null,
  };
}

/** All but one on servers, two on what fits a hand, half where somebody sits in front. */
export function defaultThreads(kind: DeviceKind, cores: number): number {
  if (kind === 'server') return Math.max(1, cores - 1);
  if (kind === 'phone' || kind === 'tablet') return Math.min(2, cores);
  return Math.max(1, Math.floor(cores / 2));
}

// How a person's settings are kept on their device and handed from one origin to another: versioned, and read leniently. What an older Covey
// did not know yet is left out, and gets the device's default.
import * as z from 'zod/mini';
import { readPolicy } from '../governor/policy.ts';
import type { PersonSettings } from './contribution-view.ts';

/** 1 knew throttle, threads and what a hidden page does, and had no number. */
const VERSION = 2;

const Kept = z.object({ state: z.enum(['running', 'paused', 'stopped']) });

export type KeptSettings = Pick<PersonSettings, 'state'> & Partial<PersonSettings>;

export const toKept = (settings: KeptSettings): unknown => ({ version: VERSION, ...settings });

/** Undefined when it cannot be read. */
export function readKept(raw: unknown): KeptSettings | undefined {
  const read = Kept.safeParse(raw);
  const policy = readPolicy(raw);
  return read.success && policy ? { ...read.data, ...policy } : undefined;
}

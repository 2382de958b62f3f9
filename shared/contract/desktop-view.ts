// What the tray app's main process shows to its pages, and what the contribution shows to the main process.
import * as z from 'zod/mini';
import { DUTY_REASONS } from './duty-reason.ts';

/** What the person chose for the program; limits on computing are the contribution's own. */
export const DesktopSettings = z.object({
  startAtLogin: z.boolean(),
  /** Says when a job of the swarm that runs here has ended. */
  notifyOfJobs: z.boolean(),
  /** Keeps the computer awake while it computes with power from outside. */
  stayAwake: z.boolean(),
  /** Whether the coordinator runs while the program does. */
  runSwarm: z.boolean(),
  /** Looks for newer versions by itself, where this package can. */
  checkUpdates: z.boolean(),
});
export type DesktopSettings = z.infer<typeof DesktopSettings>;

export const Trouble = z.object({ message: z.string(), hint: z.string() });
export type Trouble = z.infer<typeof Trouble>;

/** The coordinator of this computer. `retryAt` is UTC ms. */
export const SwarmHere = z.discriminatedUnion('state', [
  z.object({ state: z.enum(['stopped', 'starting', 'stopping']) }),
  z.object({
    state: z.literal('running'),
    url: z.string(),
    joinUrl: z.string(),
    code: z.string(),
    expiresAt: z.nullable(z.number()),
  }),
  z.object({ state: z.literal('resting'), retryAt: z.number(), trouble: Trouble }),
  z.object({ state: z.literal('failed'), trouble: Trouble }),
]);
export type SwarmHere = z.infer<typeof SwarmHere>;

/** How the contribution goes, as the tray and the diagnostics show it. */
export const DesktopReport = z.discriminatedUnion('phase', [
  z.object({ phase: z.enum(['opening', 'unjoined']) }),
  z.object({ phase: z.literal('broken'), trouble: Trouble }),
  z.object({
    phase: z.literal('contributing'),
    connection: z.enum(['starting', 'connected', 'offline', 'refused']),
    duty: z.number().check(z.gte(0), z.lte(1)),
    reason: z.enum(DUTY_REASONS),
    sentence: z.string().check(z.maxLength(500)),
    busy: z.int().check(z.gte(0)),
    jobName: z.string(),
    deviceName: z.string(),
    swarmName: z.string(),
    /** The person's limits and what is known of the device; parsed again where they are used. */
    settings: z.record(z.string(), z.unknown()),
    readings: z.record(z.string(), z.unknown()),
  }),
]);
export type DesktopReport = z.infer<typeof DesktopReport>;

/** Newer versions of the program. `heldUp`: why it could not restart when the person asked, a sentence. `checkedAt` is UTC ms. */
export const UpdateView = z.discriminatedUnion('state', [
  /** `none`: this package knows no place to look, or cannot replace itself. `off`: the person does not want it. */
  z.object({ state: z.enum(['none', 'off', 'checking']) }),
  z.object({ state: z.literal('idle'), checkedAt: z.nullable(z.number()) }),
  z.object({ state: z.literal('downloading'), version: z.string() }),
  z.object({ state: z.literal('ready'), version: z.string(), heldUp: z.nullable(z.string()) }),
  z.object({ state: z.literal('failed'), trouble: Trouble }),
]);
export type UpdateView = z.infer<typeof UpdateView>;

export const DesktopView = z.object({
  version: z.string(),
  settings: DesktopSettings,
  /** `plain`: this system keeps no secrets for programs, so the key lies in a file of the person's own. */
  secrets: z.enum(['system', 'plain']),
  /** Why starting at login could not be set; null: all is well. */
  loginTrouble: z.nullable(Trouble),
  /** UTC ms. */
  pausedUntil: z.nullable(z.number()),
  swarm: SwarmHere,
  update: UpdateView,
});
export type DesktopView = z.infer<typeof DesktopView>;

/** One thing that was looked for on this computer. `found` is null where it stayed unknown. */
export const Finding = z.object({ what: z.string(), found: z.nullable(z.string()), source: z.string() });
export type Finding = z.infer<typeof Finding>;
export const Diagnosis = z.object({ sensors: z.array(Finding), program: z.array(Finding) });
export type Diagnosis = z.infer<typeof Diagnosis>;

/** A coordinator that somebody on the network told of: a hint where to knock, never a reason to trust. */
export const FoundView = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  /** What it says that the SHA-256 of its root begins with. */
  fingerprint: z.nullable(z.string()),
});
export type FoundView = z.infer<typeof FoundView>;

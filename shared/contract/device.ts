// What a device says of itself, and what a viewer is told about it.
import * as z from 'zod/mini';
import { DUTY_REASONS } from './duty-reason.ts';
import { BanId, DeviceId } from './ids.ts';

export const DeviceKind = z.enum(['phone', 'tablet', 'laptop', 'desktop', 'server']);
export type DeviceKind = z.infer<typeof DeviceKind>;
export const Runtime = z.enum(['browser', 'electron', 'node']);
export type Runtime = z.infer<typeof Runtime>;

/** What a device can do. `benchmark` is the score of the start-up calibration (iterations per ms on one thread). */
export const Capabilities = z.object({
  kind: DeviceKind,
  runtime: Runtime,
  os: z.string().check(z.maxLength(100)),
  cores: z.int().check(z.gte(1), z.lte(4096)),
  memoryGiB: z.nullable(z.number().check(z.gte(0))),
  gpu: z.boolean(),
  /** Whether job code can decode and encode film here (WebCodecs). */
  videoCodecs: z.optional(z.boolean()),
  benchmark: z.number().check(z.gte(0)),
});
export type Capabilities = z.infer<typeof Capabilities>;

/** What a device reports at each heartbeat. `duty` is 0 to 1. */
export const DeviceStatus = z.object({
  duty: z.number().check(z.gte(0), z.lte(1)),
  reason: z.enum(DUTY_REASONS),
  /** What the reason is about, in its own unit (`sayFigure`); left out where it has no figure, and by a device of protocol 1. */
  figure: z.optional(z.number().check(z.gte(-1e6), z.lte(1e6))),
  threads: z.int().check(z.gte(0), z.lte(4096)),
  /** Chunks accepted but not yet finished, and results not yet thanked for. */
  holding: z.int().check(z.gte(0)),
  unacknowledged: z.int().check(z.gte(0)),
});
export type DeviceStatus = z.infer<typeof DeviceStatus>;

export const DeviceView = z.object({
  id: DeviceId,
  name: z.string(),
  capabilities: Capabilities,
  connected: z.boolean(),
  enabled: z.boolean(),
  /** False: it waits until somebody approves it; `words` are shown on both screens. */
  approved: z.boolean(),
  /** Four words that belong to its key and this coordinator. */
  words: z.string(),
  /** The owner's throttle for this device, 0 to 1. */
  throttle: z.number(),
  duty: z.number(),
  reason: z.enum(DUTY_REASONS),
  /** One sentence: what it is doing or why not. */
  sentence: z.string(),
  threads: z.int(),
  /** What it is computing now; empty when idle. */
  job: z.string(),
  leased: z.int(),
  chunksDone: z.int(),
  cpuSeconds: z.number(),
  /** Chunks per second over the last few seconds. */
  rate: z.number(),
  quarantine: z.nullable(z.string()),
  lastSeenAt: z.number(),
  joinedAt: z.number(),
});
export type DeviceView = z.infer<typeof DeviceView>;

/** A key that must not join again. */
export const BanView = z.object({ id: BanId, name: z.string(), at: z.number(), by: z.string() });
export type BanView = z.infer<typeof BanView>;

export const SwarmState = z.enum(['running', 'paused', 'stopped']);
export type SwarmState = z.infer<typeof SwarmState>;

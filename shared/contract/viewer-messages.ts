// What a screen that watches is told, namespace `/viewer`: one snapshot, then at most two updates a second with what changed.
// Viewers are owners: the connection carries the session cookie or the owner token.
import * as z from 'zod/mini';
import { DeviceView, SwarmState } from './device.ts';
import type { WireError } from './errors.ts';
import { DeviceId, JobId, ServerId, SwarmId } from './ids.ts';
import { JobView } from './job.ts';

export const VIEWER_NAMESPACE = '/viewer';
export const VIEWER_PERIOD_MS = 500;

export const SwarmView = z.object({
  id: SwarmId,
  serverId: ServerId,
  name: z.string(),
  state: SwarmState,
  /** The owner's throttle for every device, 0 to 1. */
  throttle: z.number(),
  /** Chunks recorded per second over the last few seconds. */
  rate: z.number(),
  startedAt: z.number(),
});
export type SwarmView = z.infer<typeof SwarmView>;

/** One line of the activity list; `at` is UTC ms. */
export const SwarmEventView = z.object({
  at: z.number(),
  text: z.string(),
  tone: z.enum(['info', 'good', 'warning']),
});
export type SwarmEventView = z.infer<typeof SwarmEventView>;

export const SwarmSnapshot = z.object({
  swarm: SwarmView,
  devices: z.array(DeviceView),
  jobs: z.array(JobView),
  events: z.array(SwarmEventView),
});
export type SwarmSnapshot = z.infer<typeof SwarmSnapshot>;

/** Only what changed since the last one. */
export const SwarmUpdate = z.object({
  swarm: z.exactOptional(SwarmView),
  devices: z.exactOptional(z.array(DeviceView)),
  jobs: z.exactOptional(z.array(JobView)),
  goneDevices: z.exactOptional(z.array(DeviceId)),
  goneJobs: z.exactOptional(z.array(JobId)),
  events: z.exactOptional(z.array(SwarmEventView)),
});
export type SwarmUpdate = z.infer<typeof SwarmUpdate>;

export interface CoordinatorToViewer {
  snapshot(snapshot: SwarmSnapshot): void;
  update(update: SwarmUpdate): void;
  refused(error: WireError): void;
}

/** Viewers act over HTTP; the socket only tells. */
export type ViewerToCoordinator = Record<string, never>;

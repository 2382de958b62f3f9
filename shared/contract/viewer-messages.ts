// What a screen that watches is told, namespace `/viewer`: one snapshot, then at most two updates a second with what changed.
// Viewers are owners: the connection carries the session cookie or the owner token.
import type { DeviceView, SwarmState } from './device.ts';
import type { WireError } from './errors.ts';
import type { DeviceId, JobId, ServerId, SwarmId } from './ids.ts';
import type { JobView } from './job.ts';

export const VIEWER_NAMESPACE = '/viewer';
export const VIEWER_PERIOD_MS = 500;

export interface SwarmView {
  id: SwarmId;
  serverId: ServerId;
  name: string;
  state: SwarmState;
  /** The owner's throttle for every device, 0 to 1. */
  throttle: number;
  /** Chunks recorded per second over the last few seconds. */
  rate: number;
  startedAt: number;
}

/** One line of the activity list; `at` is UTC ms. */
export interface SwarmEventView {
  at: number;
  text: string;
  tone: 'info' | 'good' | 'warning';
}

export interface SwarmSnapshot {
  swarm: SwarmView;
  devices: DeviceView[];
  jobs: JobView[];
  events: SwarmEventView[];
}

/** Only what changed since the last one. */
export interface SwarmUpdate {
  swarm?: SwarmView;
  devices?: DeviceView[];
  jobs?: JobView[];
  goneDevices?: DeviceId[];
  goneJobs?: JobId[];
  events?: SwarmEventView[];
}

export interface CoordinatorToViewer {
  snapshot(snapshot: SwarmSnapshot): void;
  update(update: SwarmUpdate): void;
  refused(error: WireError): void;
}

/** Viewers act over HTTP; the socket only tells. */
export type ViewerToCoordinator = Record<string, never>;

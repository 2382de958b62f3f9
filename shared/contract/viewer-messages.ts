// What a screen that watches is told, namespace `/viewer`: a snapshot of what it says it shows, then at most two updates a second with what
// changed of that. Viewers are owners: the connection carries the session cookie or the owner token.
import * as z from 'zod/mini';
import { DeviceKind, DeviceView, SwarmState } from './device.ts';
import { PackedFigures } from './device-figures.ts';
import type { WireError } from './errors.ts';
import { DeviceId, DeviceNumber, JobId, JobNumber, ServerId, SwarmId } from './ids.ts';
import { JobView } from './job.ts';
import { PackedBars } from './stream-bars.ts';
import type { Watch } from './viewer-watch.ts';

export const VIEWER_NAMESPACE = '/viewer';
export const VIEWER_PERIOD_MS = 500;
/** How often what a screen shows may change: the last of several wishes within this time is the one that is answered. */
export const WATCH_PERIOD_MS = 400;

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

/** The swarm counted, whatever a screen shows of it. Devices at the door do not count. */
export const SwarmTotals = z.object({
  devices: z.int(),
  online: z.int(),
  /** Online, not held back, and with chunks in hand. */
  working: z.int(),
  /** Of the devices online. */
  cores: z.int(),
  memoryGiB: z.number(),
  /** Devices online that do not say how much they have. */
  memoryUnknown: z.int(),
  jobs: z.int(),
  jobsRunning: z.int(),
  jobsWaiting: z.int(),
  /** Chunks that are neither recorded nor failed, of every job that has not ended. */
  chunksQueued: z.number(),
  /** Chunks per second of all devices over the last seconds, and of the fastest of them. */
  rate: z.number(),
  bestRate: z.number(),
  /** Its name; empty while nothing moves. */
  bestName: z.string(),
  /** Threads at full duty that compute now, and seconds of thread time of all that was ever computed, by the kind of device. */
  busyThreads: z.record(DeviceKind, z.number()),
  cpuSeconds: z.record(DeviceKind, z.number()),
});
export type SwarmTotals = z.infer<typeof SwarmTotals>;

/** A device in full, and the number by which figures and bars mean it. */
export const WatchedDevice = z.extend(DeviceView, { number: DeviceNumber });
export type WatchedDevice = z.infer<typeof WatchedDevice>;

/** A device in one line: a lane, a tile of the picture. */
export const DeviceLine = z.object({
  number: DeviceNumber,
  id: DeviceId,
  name: z.string(),
  kind: DeviceKind,
  cores: z.int(),
});
export type DeviceLine = z.infer<typeof DeviceLine>;

/** What a bar's job is called. */
export const StreamJob = z.object({ number: JobNumber, id: JobId, name: z.string(), kernel: z.string() });
export type StreamJob = z.infer<typeof StreamJob>;

/** What changes of a job while it runs. */
export const JobFigures = z.object({
  id: JobId,
  recorded: z.int(),
  accepted: z.int(),
  failed: z.int(),
  rejected: z.int(),
  leased: z.int(),
  progress: z.number(),
  secondsLeft: z.nullable(z.number()),
});
export type JobFigures = z.infer<typeof JobFigures>;

/** What can come with a snapshot and with an update alike. */
const anyNews = {
  /** How many devices have the words of `find`; told with the first window and when it changes. */
  devicesFound: z.exactOptional(z.int().check(z.gte(0))),
  /** Texts that figures mean by their place: these follow those told before. */
  texts: z.exactOptional(z.array(z.string())),
  figures: z.exactOptional(PackedFigures),
  bars: z.exactOptional(PackedBars),
  /** Jobs of these bars that were not named before. */
  streamJobs: z.exactOptional(z.array(StreamJob)),
};

/** The parts that were asked for; a part that is not there was not. What was known of a part that is there is not valid any more. */
export const SwarmSnapshot = z.object({
  /** Of the `watch` that this answers. */
  turn: z.int(),
  swarm: SwarmView,
  totals: SwarmTotals,
  waiting: z.array(WatchedDevice),
  /** Those of the window, the first of which has this place in the list. */
  devices: z.exactOptional(z.array(WatchedDevice)),
  devicesFrom: z.exactOptional(z.int().check(z.gte(0))),
  outline: z.exactOptional(z.array(DeviceLine)),
  /** The outline and the texts told before still hold: updates of them go on. */
  continues: z.exactOptional(z.literal(true)),
  jobs: z.exactOptional(z.array(JobView)),
  events: z.exactOptional(z.array(SwarmEventView)),
  /** From when on bars are kept here at all, UTC ms. */
  streamBegins: z.exactOptional(z.number()),
  /** What time it is there, UTC ms: a screen's own clock may be another. */
  streamNow: z.exactOptional(z.number()),
  ...anyNews,
});
export type SwarmSnapshot = z.infer<typeof SwarmSnapshot>;

/** Only what changed since the last one. */
export const SwarmUpdate = z.object({
  swarm: z.exactOptional(SwarmView),
  totals: z.exactOptional(SwarmTotals),
  waiting: z.exactOptional(z.array(WatchedDevice)),
  devices: z.exactOptional(z.array(WatchedDevice)),
  /** The whole window anew, when other devices are in it or in another order; those not known come in `devices`. */
  deviceOrder: z.exactOptional(z.array(DeviceNumber)),
  outline: z.exactOptional(z.array(DeviceLine)),
  outlineOrder: z.exactOptional(z.array(DeviceNumber)),
  jobs: z.exactOptional(z.array(JobView)),
  jobFigures: z.exactOptional(z.array(JobFigures)),
  goneJobs: z.exactOptional(z.array(JobId)),
  events: z.exactOptional(z.array(SwarmEventView)),
  ...anyNews,
});
export type SwarmUpdate = z.infer<typeof SwarmUpdate>;

export interface CoordinatorToViewer {
  snapshot(snapshot: SwarmSnapshot): void;
  update(update: SwarmUpdate): void;
  refused(error: WireError): void;
}

/** Viewers act over HTTP; on the socket they only say what they show, here or as `watch` of the handshake. */
export interface ViewerToCoordinator {
  watch(watch: Watch): void;
}

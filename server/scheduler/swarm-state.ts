// Everything the scheduler knows, as one value. Rows are what lasts; the rest is rebuilt after a restart or learned anew. Others may read it
// (views, realtime); only handlers behind `handle` change it.
import type { DeviceStatus } from '../../shared/contract/device.ts';
import type { DeviceNumber, JobId, JobNumber, Sha256 } from '../../shared/contract/ids.ts';
import type { Effect } from './effects.ts';
import type { CostModel } from './events.ts';
import type { Meter } from './meter.ts';
import type { DeviceRow, ExceptionRow, JobPayload, JobRow, ShareRow, SwarmNumber, SwarmRow } from './rows.ts';
import type { RangeSet } from './spans/range-set.ts';
import type { Timers } from './timers.ts';

/** What the devices of a swarm that can work now can do together: the scale on which one device's share is measured. */
export interface KernelPower {
  /** Units per second of all measured devices, and their capability weight. */
  power: number;
  weight: number;
  devices: number;
}

export interface Swarm {
  row: SwarmRow;
  devices: Set<Device>;
  /** Jobs with pending chunks, best first. */
  queue: JobQueue;
  /** Devices that would take more work than they have, in the order in which they are served. */
  wanting: Set<Device>;
  /** Capability weight of the devices that can work now. */
  weight: number;
  weighed: number;
  kernels: Map<string, KernelPower>;
  /** When idle devices may next look for work to take over, and how long to wait after finding none. */
  balanceAt: number;
  balancePause: number;
  balanceTimed: boolean;
  /** Chunks recorded. */
  meter: Meter;
}

/** Best first; see job-queue.ts. */
export interface JobQueue {
  heap: { priority: number; granted: number; job: Job; turn: number }[];
}

/** Owned chunks [first, first+count), as in its row, and who has which of them now. */
export interface Span {
  job: Job;
  no: number;
  first: number;
  count: number;
  /** null: every bit is set. */
  recorded: Uint8Array | null;
  accepted: Uint8Array | null;
  recordedCount: number;
  acceptedCount: number;
  pending: RangeSet;
  /** Per chunk the id of the lease that holds it, 0 for none; made when the first lease is granted, dropped when all is recorded. */
  holder: Uint32Array | null;
}

/** A chunk's row and what only matters while this coordinator runs. */
export interface ChunkHistory {
  row: ExceptionRow;
  crashedOn: DeviceNumber[];
  /** Since when every device that could take it has failed at it; -1 when not so. */
  stuckSince: number;
  /** Attempts that said the same when its votes were last counted. */
  groups: readonly (readonly number[])[];
}

export interface OpenSegment {
  slices: Uint8Array[];
  bytes: number;
  count: number;
  low: number;
  high: number;
  parts: Sha256[];
}

export interface Job {
  row: JobRow;
  costs: CostModel;
  /** Owned spans by first chunk. Empty once the job has ended. */
  spans: Span[];
  /** Those with pending chunks, by first chunk. */
  ready: Span[];
  lastSpan: Span | null;
  /** Chunks from here on were never claimed. */
  freeLow: number;
  claiming: boolean;
  /** Chunks: claimed = pending + leased + recorded + failed; accepted is a part of recorded. */
  claimed: number;
  pending: number;
  recorded: number;
  accepted: number;
  failed: number;
  /** Results rejected or unproven so far. */
  rejected: number;
  /** Cost of the accepted chunks, kernel's units. */
  acceptedCost: number;
  history: Map<number, ChunkHistory>;
  /** Leases of a chunk beyond the one in its span's `holder`. */
  copies: Map<number, Lease[]>;
  leases: Set<Lease>;
  shares: Map<DeviceNumber, ShareRow>;
  /** Devices whose results are being looked up in the store; no reduce before they are found. */
  finds: Set<DeviceNumber>;
  /** Results that another device is to agree with, by whose they are. */
  unseconded: Map<DeviceNumber, Unseconded>;
  /** Recorded results with votes beside them, and whose they are, that right after a restart could not be decided on: whoever could be asked may
   *  still come. */
  undecided: Map<number, DeviceNumber>;
  /** Pending chunks with votes about which there was nobody to ask when devices were served. */
  exhausted: Set<number>;
  /** Device-seconds handed out, the measure of fair share. */
  granted: number;
  /** Entries of the queue with another number are stale. */
  queueTurn: number;
  queued: boolean;
  /** The round that follows on it. */
  next: JobId | null;
  /** Cost recorded. */
  meter: Meter;
}

/** A recorded result, as long as the chunk's attempt is this one. */
export interface Held {
  index: number;
  attempt: number;
  /** It is what the job looks for. */
  stops: boolean;
  /** It is in the sample of a proven device. Others are sampled when their device has become one. */
  isChosen: boolean;
  /** Monotonic ms. */
  since: number;
}

/** Results of one device for one job that nobody has said the same as; see agreement/second.ts. */
export interface Unseconded {
  /** Recorded, not accepted: asked about when it is their turn. */
  waiting: Held[];
  /** Accepted because there was nobody to ask; asked about if somebody comes. */
  trusted: Held[];
  /** Chunks that others are computing again to compare. Those that are decided drop out when they are next looked at. */
  asked: number[];
  /** When a timer is due for it. */
  wakeAt: number;
}

export interface Rate {
  /** Kernel's units per second of thread CPU. */
  perSecond: number;
  /** What this device counts for in its swarm's `KernelPower`; 0 while it cannot work. */
  power: number;
  weight: number;
}

export interface Device {
  row: DeviceRow;
  swarm: Swarm;
  connected: boolean;
  status: DeviceStatus;
  /** Monotonic ms of its last message. */
  heardAt: number;
  /** Its leases ran out although its connection is open; served again once it speaks. */
  silent: boolean;
  /** By the number that the device knows. */
  leases: Map<number, Lease>;
  rates: Map<string, Rate>;
  /** What it counts for in `Swarm.weight`; 0 while it cannot work. */
  weight: number;
  errorsInRow: number;
  rests: number;
  /** No lease before this time; 0 when free. `resting` says it is for errors. */
  restUntil: number;
  resting: boolean;
  /** When it vanished, monotonic ms; -1 while connected or gone for good. */
  vanishedAt: number;
  /** Chunks it was running when it was last heard of, kept to blame them if it does not come back with them. */
  suspects: { job: JobNumber; index: number }[];
  watched: boolean;
  meter: Meter;
}

/** A contiguous range inside one span that a device was told to compute. */
export interface Lease {
  /** Own number, in `Span.holder`. */
  id: number;
  /** The number the device knows; the same unless the lease was adopted after a restart. */
  wireId: number;
  device: Device;
  job: Job;
  span: Span;
  first: number;
  end: number;
  /** Chunks of it that are still expected. */
  left: number;
  expectedSeconds: number;
  termMs: number;
  grantedAt: number;
  /** When a chunk of it last came in, else when it was granted. */
  progressAt: number;
  /** Its device vanished: idle devices may have its chunks. */
  lapsing: boolean;
  /** A take-back that is not answered yet, and when the next may be asked. */
  asked: boolean;
  nextAskAt: number;
  /** Holds a chunk that was running at two crashes: never two of those on one device. */
  risky: boolean;
}

/** What changed since the last cut. */
export interface OpenTick {
  added: Map<JobNumber, JobPayload>;
  jobs: Set<Job>;
  /** Indexes of jobs that were cut. */
  cuts: Map<Job, Uint8Array>;
  removed: Set<JobNumber>;
  segments: Map<Job, OpenSegment[]>;
  spans: Set<Span>;
  histories: Set<ChunkHistory>;
  shares: Set<ShareRow>;
  devicesAdded: Set<Device>;
  devices: Set<Device>;
  devicesRemoved: Set<DeviceNumber>;
  swarms: Set<Swarm>;
}

export interface SwarmsState {
  swarms: Map<SwarmNumber, Swarm>;
  jobs: Map<JobNumber, Job>;
  devices: Map<DeviceNumber, Device>;
  leases: Map<number, Lease>;
  nextLeaseId: number;
  /** State of the pseudo-random source. */
  seed: number;
  /** UTC ms minus monotonic ms, learned from events that carry a time. */
  utcOffset: number;
  timers: Timers;
  wakeAsked: number;
  /** After a restart devices first say what they still hold. */
  hushUntil: number;
  /** Until then devices of before the restart may still come back, and nobody is thought to be alone. */
  awaitUntil: number;
  /** Jobs with results that another device is to agree with. */
  doubtful: Set<Job>;
  /** Swarms in which work or a wanting device has appeared. */
  restless: Set<Swarm>;
  tick: OpenTick;
}

/** One call of `handle`: the state, the time, and what is to be done. */
export interface Turn {
  state: SwarmsState;
  now: number;
  effects: Effect[];
}

export const utcNow = (turn: Turn): number => Math.round(turn.now + turn.state.utcOffset);

export const isLive = (job: Job): boolean =>
  job.row.state !== 'done' && job.row.state !== 'failed' && job.row.state !== 'cancelled';

/** Whether what the device computes for this generation of the job counts, and whether it may hold any of it [L2]. */
export const mayComputeFor = ({ row }: Device, job: Job, generation: number): boolean =>
  row.approved &&
  row.quarantine === null &&
  row.swarm === job.row.swarm &&
  isLive(job) &&
  job.row.stoppedAt === null &&
  generation === job.row.generation;

/** Chunks of the job that are out on a lease. */
export const leasedChunks = (job: Job): number => job.claimed - job.pending - job.recorded - job.failed;

/** Mulberry32: 0 to 1. */
export function nextRandom(state: SwarmsState): number {
  state.seed = (state.seed + 0x6d2b79f5) >>> 0;
  let t = state.seed;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
}

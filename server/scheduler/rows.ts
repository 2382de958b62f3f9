// What is remembered of jobs, spans, chunks with a history and devices: the shape in which the scheduler holds them, the store keeps
// them and a restart brings them back. Times are UTC ms, set by whoever makes the event; the scheduler only carries them.
import type { Capabilities, SwarmState } from '../../shared/contract/device.ts';
import type { DeviceId, DeviceNumber, JobId, JobNumber, Sha256, SwarmId } from '../../shared/contract/ids.ts';
import type { JobState, OutputFile, Verification } from '../../shared/contract/job.ts';

/** Small integer of a swarm in the database. */
export type SwarmNumber = number;

export interface SwarmRow {
  number: SwarmNumber;
  id: SwarmId;
  name: string;
  state: SwarmState;
  /** 0 to 1, for every device. */
  throttle: number;
  /** Whether a device without a code may wait at the door. */
  knocking: boolean;
}

export interface JobRow {
  number: JobNumber;
  id: JobId;
  swarm: SwarmNumber;
  name: string;
  kernel: string;
  /** SHA-256 of the kernel's script, pinned at submission. */
  script: Sha256;
  params: Record<string, unknown>;
  verification: Verification;
  /** Share of a proven device's results that `check` verifies, 0 to 1. */
  checkShare: number;
  priority: number;
  state: JobState;
  /** Why it failed or waits; empty otherwise. */
  note: string;
  generation: number;
  /** 0 until it is cut; see cutting.ts. */
  count: number;
  spanSize: number;
  totalCost: number;
  inputBytes: number;
  inputFiles: number;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  outputs: OutputFile[];
  /** Its kernel may end it early: every result is asked whether it is the one that is looked for. */
  stops: boolean;
  /** Number of the chunk whose result ended it early; null: none has. */
  stoppedAt: number | null;
  /** What it was made from, at most once: `next:<job>` for a round that follows on another. Unique; null: nobody would make it twice. */
  origin: string | null;
  /** The round before it and the first of them all, also once those are removed. */
  parent: JobId | null;
  root: JobId | null;
  /** 1 for a job that follows on no other. */
  round: number;
  /** How many there are to be, where the kernel can say. */
  rounds: number | null;
}

/** Chunks [first, first+count) of a job that this coordinator owns. `null` bits: every bit is set. */
export interface SpanRow {
  job: JobNumber;
  no: number;
  first: number;
  count: number;
  /** One bit per chunk, bit i of byte i>>3. Recorded: its result is on disk. */
  recorded: Uint8Array | null;
  /** Accepted: it counts. A subset of recorded. */
  accepted: Uint8Array | null;
}

/** A chunk with a history: it was rejected, threw, failed or was lost at least once, or other devices were asked about it [V9]. */
export interface ExceptionRow {
  job: JobNumber;
  index: number;
  /** The attempt number that a result recorded now carries: results before it were rejected, or are votes. */
  attempt: number;
  /** Times it was running when its device vanished without a word. */
  crashes: number;
  /** Devices on which it threw, one entry each time. */
  threwOn: DeviceNumber[];
  /** Devices that were wrong or have a vote: they get it again only while no other can take it [L7]. */
  avoid: DeviceNumber[];
  failed: boolean;
  lastCode: string;
  lastMessage: string;
  /** Results beside the one that counts, or while none does, in the order in which they came [V9]. */
  votes: Vote[];
}

/** A result that is on disk as an attempt of its chunk, to be compared with those of other devices. */
export interface Vote {
  attempt: number;
  device: DeviceNumber;
  /** The others said something else, and theirs counts [V10]. */
  outvoted?: true;
}

export interface DeviceRow {
  number: DeviceNumber;
  id: DeviceId;
  swarm: SwarmNumber;
  name: string;
  /** base64url of the raw public key. */
  publicKey: string;
  algorithm: 'p256' | 'ed25519';
  capabilities: Capabilities;
  enabled: boolean;
  /** False: it gets no work until somebody approves it. */
  approved: boolean;
  /** 0 to 1. */
  throttle: number;
  /** Why it gets no work until the owner ends it; null when trusted. */
  quarantine: string | null;
  /** Results in a row that a verifier accepted or others agreed with; back to 0 when one is rejected or outvoted. */
  proven: number;
  chunksDone: number;
  cpuSeconds: number;
  joinedAt: number;
  lastSeenAt: number;
}

/** What one device did for one job: chunks recorded (less rejected) and thread time. */
export interface ShareRow {
  job: JobNumber;
  device: DeviceNumber;
  chunks: number;
  /** Of `chunks`: results that another device should have agreed with, and there was none [V12]. */
  trusted: number;
  cpuSeconds: number;
}

/** Everything a restart needs, as the store gives it back. Spans and exceptions of ended jobs are not among it. */
export interface Restored {
  /** This coordinator's epoch: one more than any before it. */
  epoch: number;
  swarms: SwarmRow[];
  jobs: JobRow[];
  spans: SpanRow[];
  /** Chunk number from which a job's chunks were never claimed. */
  free: { job: JobNumber; low: number }[];
  exceptions: ExceptionRow[];
  devices: DeviceRow[];
  shares: ShareRow[];
}

/** Kept by the store for reduce and download, never needed by the scheduler. */
export interface JobPayload {
  /** UTF-8 JSON of the JobInput. */
  input: Uint8Array;
  /** What the kernel's `split` returned; empty until the job is cut. */
  index: Uint8Array;
  inputParts: Sha256[];
}

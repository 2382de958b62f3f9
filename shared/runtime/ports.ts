// The four outsides of a contribution: Link, ComputeThreads, Sensors, Clock; and its Outbox, where results wait until acknowledged.
// Each is the smallest slice of the platform that the loop needs; shared/platform has them for browsers and for Node.
import type { ChunkFailure, ChunkRange, Lease } from '../contract/chunk.ts';
import type { DeviceStatus } from '../contract/device.ts';
import type {
  BatchReply,
  Challenge,
  Hello,
  Reply,
  Returned,
  Steering,
  Welcome,
} from '../contract/device-messages.ts';
import type { WireError } from '../contract/errors.ts';
import type { JobNumber, Sha256 } from '../contract/ids.ts';
import type { Slice } from '../contract/blob.ts';
import type { Policy } from '../governor/policy.ts';
import type { Readings } from '../governor/readings.ts';

/** What the link tells the loop. A link reconnects by itself with jitter until stopped; every connection starts with `challenged`. */
export interface LinkListener {
  challenged(challenge: Challenge): void;
  /** The connection is gone; whatever was unanswered on it will never be answered. */
  disconnected(): void;
  leased(lease: Lease): void;
  takenBack(
    ask: { leaseId: number; job: JobNumber; first: number; count: number },
    answer: (released: ChunkRange[]) => void,
  ): void;
  dropped(what: { job: JobNumber; generation: number }): void;
  steered(steering: Steering): void;
  refused(error: WireError): void;
}

export interface Link {
  start(listener: LinkListener): void;
  /** Closes the connection and forgets the listener. Idempotent. */
  stop(): Promise<void>;
  /** Rejects when the connection closes before the answer. */
  hello(hello: Hello): Promise<Reply<Welcome>>;
  results(batch: Uint8Array): Promise<BatchReply>;
  failed(failure: ChunkFailure): Promise<BatchReply>;
  status(status: DeviceStatus): void;
  returned(returned: Returned): void;
  goodbye(): Promise<void>;
  /** As `goodbye`, and the coordinator forgets the device. */
  leave(): Promise<void>;
  /** A one-time token by which another origin of this device takes over its identity. @throws CoveyError */
  handover(): Promise<{ token: string; expiresInMs: number }>;
  /** Fetches a whole part over HTTP with the blob token of this connection. Kept in a small cache. @throws CoveyError */
  fetchPart(sha: Sha256, size: number | null, signal: AbortSignal): Promise<Uint8Array>;
  putPart(sha: Sha256, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  setBlobToken(token: string): void;
}

/** Signs challenges with the device's key. */
export interface Identity {
  readonly deviceId: Hello['deviceId'];
  /** base64url signature over the UTF-8 of `text`. */
  sign(text: string): Promise<string>;
}

/** What a thread is asked to compute. `input` is read through `read`, which the supervisor answers. */
export interface ThreadTask {
  index: number;
  params: unknown;
  args: unknown;
  input: Slice[];
  inputSize: number;
}

export interface ThreadListener {
  read(offset: number, length: number): Promise<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  progress(share: number): void;
}

/** Chunks first, first+1, …, which have no input and tiny results: done in one go, so that a chunk costs no round trip. */
export interface ManyTask {
  first: number;
  count: number;
  params: unknown;
}

export interface ManyListener {
  /** Results of chunks first, first+1, … in order; `cpuMs` is for all of them together. The bytes are the listener's to keep. */
  finished(first: number, results: Uint8Array[], cpuMs: number): void;
}

export interface ManyOutcome {
  /** Every chunk before this one is finished; this one and later ones were not started. */
  next: number;
  /** Chunk `next` is not for `runMany`: its result is too long. */
  outgrew: boolean;
}

export interface ThreadOutcome {
  /** Thread CPU time, ms (wall time of the working slices where the platform shows no CPU time). */
  cpuMs: number;
}

/** One compute thread with one kernel script loaded. Runs one chunk at a time. */
export interface ComputeThread {
  /** Resolves when the chunk is done. Rejects with a ChunkError: `threw` with the script's own message, or how the thread died. */
  run(task: ThreadTask, listener: ThreadListener): Promise<ThreadOutcome>;
  /** Like `run` for many tiny chunks. When it rejects with `threw`, the failed chunk is the first that is not finished. */
  runMany(task: ManyTask, listener: ManyListener): Promise<ManyOutcome>;
  /** The present `runMany` starts no further chunk. */
  halt(): void;
  /** `restFirstMs` shifts the phase of the first slice, so that the threads of a device do not work in step. */
  setDuty(duty: number, restFirstMs?: number): void;
  /** Ends the thread at once, also in an endless loop. Idempotent. */
  kill(): Promise<void>;
}

export interface ComputeThreads {
  /** @throws CoveyError when the platform cannot close the doors for this script. */
  open(script: {
    sha: Sha256;
    source: Uint8Array;
    kernel: string;
    /** What it may use at most; left out: what the platform allows any. Browsers cannot limit it. */
    memoryMiB?: number;
  }): Promise<ComputeThread>;
}

/** SHA-256, as fast as the platform has it. */
export interface Hashing {
  /** First 16 bytes of the SHA-256: the digest of a result record. At once, since results are small. */
  digest(bytes: Uint8Array): Uint8Array;
  /** Names a part of up to 4 MiB. */
  hashPart(bytes: Uint8Array): Promise<Sha256>;
}

/** One record that waits for its acknowledgement. */
export interface StoredBatch {
  /** Ascending; given by the outbox. */
  id: number;
  job: JobNumber;
  generation: number;
  batch: Uint8Array;
}

/** Keeps packed batches until acknowledged, over reloads and restarts (IndexedDB; a file). Versioned [P13]. */
export interface Outbox {
  load(): Promise<StoredBatch[]>;
  add(batch: Omit<StoredBatch, 'id'>): Promise<number>;
  remove(ids: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export interface Clock {
  /** Monotonic ms. */
  now(): number;
  /** UTC ms. */
  utc(): number;
  /** Calls back once; returns a cancel. */
  after(ms: number, callback: () => void): () => void;
}

/** Tells what is known of the device: whatever changes as it does, and the rest again and again, since an old reading counts as unknown. */
export interface Sensors {
  start(listener: (readings: Partial<Readings>) => void): void;
  /** What the person's limits need to know; what nobody needs and costs something is not looked at. */
  need(policy: Policy): void;
  stop(): void;
}

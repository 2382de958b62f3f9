// What the coordinator's loop and a compute thread say to each other. Every task has an id; a thread runs one task at a time.
import type { ErrorCode } from '../../shared/contract/errors.ts';
import type { DeviceNumber, Sha256 } from '../../shared/contract/ids.ts';
import type { JobInput, OutputFile } from '../../shared/contract/job.ts';
import type { InputFacts } from '../check-input.ts';
import type { Verifies } from '../scheduler/effects.ts';
import type { ChunkSpec, Verdict } from '../../shared/kernels/kernel.ts';

export interface SplitTask {
  type: 'split';
  kernel: string;
  params: Record<string, unknown>;
  input: JobInput;
}

/** Makes the script of a job that runs its owner's own code. */
export interface ComposeTask {
  type: 'compose';
  kernel: string;
  params: Record<string, unknown>;
  /** The kernel's built script. */
  runner: Sha256;
}

export interface VerifyTask {
  type: 'verify';
  kernel: string;
  params: Record<string, unknown>;
  chunk: number;
  spec: ChunkSpec | null;
  /** The packed record, header and bytes. */
  record: Uint8Array;
  verifies: Verifies;
  attempt: number;
  /** What other devices returned for the chunk, to be compared with it. */
  votes: VotedRecord[];
}

/** A packed record, and which attempt of its chunk it is. */
export interface VotedRecord {
  attempt: number;
  record: Uint8Array;
}

export interface ReduceTask {
  type: 'reduce';
  kernel: string;
  params: Record<string, unknown>;
  /** UTF-8 JSON of the JobInput. */
  input: Uint8Array;
  index: Uint8Array;
  failed: number[];
  stoppedAt: number | null;
  /** The names of the swarm's devices, by their numbers. */
  deviceNames: ReadonlyMap<DeviceNumber, string>;
  round: number;
}

/** A verdict, and whether it is the result that the job looks for. */
export interface Look {
  judged: Verdict;
  isVerified: boolean;
  stops: boolean;
  /** Attempts that say the same, where it was compared with any. */
  groups?: number[][];
}

/** What is known of the round that follows before it has a number. */
export interface Following {
  params: Record<string, unknown>;
  input: JobInput;
  facts: InputFacts;
  index: Uint8Array;
  name: string | null;
}

export interface Reduced {
  outputs: OutputFile[];
  following: Following | null;
  /** Why there is none although the kernel wanted one; empty otherwise. */
  broken: string;
}

export type Task = SplitTask | ComposeTask | VerifyTask | ReduceTask;

export interface TaskValue {
  split: Uint8Array;
  compose: Sha256;
  verify: Look;
  reduce: Reduced;
}

export type ToThread =
  | { type: 'task'; id: number; task: Task }
  /** Answer to `wantPage`: packed records in ascending order, and where the next page starts. */
  | { type: 'page'; id: number; records: Uint8Array; next: number | null }
  | { type: 'abort'; id: number };

export type FromThread =
  | { type: 'done'; id: number; value: TaskValue[Task['type']] }
  | { type: 'failed'; id: number; code: ErrorCode; message: string }
  | { type: 'wantPage'; id: number; from: number };

// Everything that can happen to the swarms of this coordinator, in the past tense. Nothing else changes the scheduler's state.
import type { ChunkFailure, ChunkRange, Holding } from '../../shared/contract/chunk.ts';
import type { Capabilities, DeviceStatus, SwarmState } from '../../shared/contract/device.ts';
import type { DeviceNumber, JobNumber } from '../../shared/contract/ids.ts';
import type { OutputFile } from '../../shared/contract/job.ts';
import type { Batch } from '../../shared/contract/result-batch.ts';
import type { DeviceRow, ExceptionRow, JobPayload, JobRow, SpanRow, SwarmNumber, SwarmRow } from './rows.ts';

/** What the scheduler must know of a job's plan: how costly a range is, in the kernel's units. O(log n). */
export interface CostModel {
  cost(first: number, count: number): number;
  /** Which devices can compute it at all, and what they must have, in words; left out: all. */
  needs?: { fits(capabilities: Capabilities): boolean; words: string };
  /** Most chunks in one lease; left out: 4096. Plans that describe each chunk say fewer. */
  maxLease?: number;
}

/** What an ended job left in the store and needs again to go on. */
export interface KeptJob {
  spans: SpanRow[];
  exceptions: ExceptionRow[];
  costs: CostModel;
}

/** Everything about a job that is about to be made. */
export interface NewJob {
  row: JobRow;
  payload: JobPayload;
  costs: CostModel;
}

/** What a row says of a job's chunks. */
export type CutFacts = Pick<JobRow, 'count' | 'spanSize' | 'totalCost'>;

/** Names an open question of somebody outside who waits for a `reply` effect. */
export type Ticket = number;

export type SwarmEvent =
  // owner
  | ({ type: 'jobSubmitted' } & NewJob)
  /** Every part of its input is there. */
  | { type: 'jobUploaded'; job: JobNumber }
  | { type: 'jobPaused'; job: JobNumber }
  | { type: 'jobResumed'; job: JobNumber }
  | { type: 'jobCancelled'; job: JobNumber; at: number }
  | { type: 'jobPrioritized'; job: JobNumber; priority: number }
  | { type: 'jobRemoved'; job: JobNumber }
  /** Failed chunks are tried again. `kept` is what the store has of a job that had ended; a live one is in memory. */
  | { type: 'jobRetried'; job: JobNumber; kept?: KeptJob; at: number }
  /** Another swarm on this coordinator; its number must be free. */
  | { type: 'swarmAdded'; row: SwarmRow }
  | {
      type: 'swarmSteered';
      swarm: SwarmNumber;
      state?: SwarmState;
      throttle?: number;
      name?: string;
      knocking?: boolean;
    }
  | {
      type: 'deviceSteered';
      device: DeviceNumber;
      enabled?: boolean;
      throttle?: number;
      name?: string;
      quarantine?: false;
      approved?: true;
    }
  | { type: 'deviceForgotten'; device: DeviceNumber; isBanned?: true }
  /** It joined another swarm of this coordinator. */
  | { type: 'deviceMoved'; device: DeviceNumber; swarm: SwarmNumber; approved: boolean }
  /** Another origin of the same device took over its identity. */
  | {
      type: 'deviceRekeyed';
      device: DeviceNumber;
      publicKey: string;
      algorithm: DeviceRow['algorithm'];
    }
  // devices
  | { type: 'deviceJoined'; row: DeviceRow }
  | {
      type: 'deviceConnected';
      device: DeviceNumber;
      capabilities: Capabilities;
      status: DeviceStatus;
      holding: Holding[];
      at: number;
    }
  /** Its socket closed without `goodbye`. */
  | { type: 'deviceVanished'; device: DeviceNumber; at: number }
  | { type: 'deviceLeft'; device: DeviceNumber; at: number }
  | { type: 'deviceReported'; device: DeviceNumber; status: DeviceStatus }
  /** A well-formed batch; its parts by reference are known to be stored. `at` is UTC ms. */
  | { type: 'resultsArrived'; device: DeviceNumber; batch: Batch; ticket: Ticket; at: number }
  | { type: 'chunkFailed'; device: DeviceNumber; failure: ChunkFailure; ticket: Ticket; at: number }
  | { type: 'chunksReturned'; device: DeviceNumber; leaseId: number; job: JobNumber; ranges: ChunkRange[] }
  | {
      type: 'takeBackAnswered';
      device: DeviceNumber;
      leaseId: number;
      job: JobNumber;
      asked: ChunkRange;
      released: ChunkRange[];
    }
  // own parts
  /** null: nothing of the job is left to claim. */
  | { type: 'spanClaimed'; job: JobNumber; span: SpanRow | null }
  | {
      type: 'resultJudged';
      job: JobNumber;
      generation: number;
      index: number;
      attempt: number;
      device: DeviceNumber;
      verdict: 'accepted' | 'rejected' | 'unproven';
      reason: string;
      /** False: it was only asked whether it ends the job. */
      isVerified: boolean;
      /** It is what the job looks for. */
      stops: boolean;
      /** Attempts of this chunk, its own among them, by what they say: those in one group say the same. Left out: it was compared with none. */
      groups?: readonly (readonly number[])[];
    }
  /** Chunks of a job whose valid result came from a device. */
  | { type: 'touchedFound'; job: JobNumber; generation: number; device: DeviceNumber; ranges: ChunkRange[] }
  | {
      type: 'jobCut';
      job: JobNumber;
      generation: number;
      index: Uint8Array;
      facts: CutFacts;
      costs: CostModel;
    }
  | { type: 'cutFailed'; job: JobNumber; generation: number; reason: string; at: number }
  | {
      type: 'jobReduced';
      job: JobNumber;
      generation: number;
      outputs: OutputFile[];
      /** The round that follows on it, to be made in the same tick. */
      follower?: NewJob | null;
      /** Why there is none although there should be one. */
      broken?: string;
      at: number;
    }
  | { type: 'reduceFailed'; job: JobNumber; generation: number; reason: string; at: number }
  /** The time asked for with `wakeAt` has come. */
  | { type: 'wokeUp' };

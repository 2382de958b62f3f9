// Everything that can happen to a contribution, in the past tense, and everything it can ask for, as data. The state machine
// in contribution.ts turns the first into the second; run-contribution.ts carries the second out.
import type { ChunkFailure, ChunkRange, Holding, Lease } from '../contract/chunk.ts';
import type { DeviceStatus } from '../contract/device.ts';
import type { BatchReply, Challenge, Returned, Steering, Welcome } from '../contract/device-messages.ts';
import type { WireError } from '../contract/errors.ts';
import type { JobNumber } from '../contract/ids.ts';
import type { Readings } from '../governor/readings.ts';
import type { PersonSettings } from './contribution-view.ts';

export interface TakeBackAsk {
  leaseId: number;
  job: JobNumber;
  first: number;
  count: number;
}

export type Happening =
  // the person and the device
  | { type: 'configured'; change: Partial<PersonSettings> }
  /** Readings that are not named stay as they are. */
  | { type: 'readingsCame'; readings: Partial<Readings> }
  /** The program leaves. With `drain`, what runs may end and everything is delivered first. */
  | { type: 'leaving'; drain: boolean }
  /** Running chunks had their time to end; they are handed back now. */
  | { type: 'drainEnded' }
  // the connection
  | { type: 'challenged'; challenge: Challenge }
  | { type: 'welcomed'; welcome: Welcome }
  | { type: 'refused'; error: WireError }
  | { type: 'disconnected' }
  | { type: 'leased'; lease: Lease }
  | { type: 'takenBack'; ask: TakeBackAsk; ticket: number }
  | { type: 'dropped'; job: JobNumber; generation: number }
  | { type: 'steered'; steering: Steering }
  // the threads; `run` numbers a run, so that news of one that was given up are known as such
  | { type: 'chunksFinished'; run: number; count: number }
  /** The chunk is computed and the thread free for another; its result is still being uploaded. */
  | { type: 'threadFreed'; run: number }
  /** The run is over and its thread free. Chunks of the run that are not finished were not started; with `outgrew` they must be run one by one. */
  | { type: 'runEnded'; run: number; outgrew: boolean }
  /** The first unfinished chunk of the run failed, and the thread is free. */
  | { type: 'chunkFailed'; run: number; code: ChunkFailure['code']; message: string }
  /** The thread was lost, and nobody knows which chunk of a run of many did it. */
  | { type: 'runLost'; run: number; code: ChunkFailure['code']; message: string }
  // the outbox
  | {
      type: 'batchStored';
      batch: { id: number; job: JobNumber; generation: number; count: number; bytes: number };
    }
  /** `indices` are the batch's chunks; only looked at when the coordinator refused it. */
  | { type: 'batchAnswered'; id: number; reply: BatchReply; indices: readonly number[] }
  | { type: 'batchUnanswered'; id: number }
  | { type: 'failureAnswered'; key: number; answered: boolean }
  // time
  | { type: 'heartbeatDue' }
  | { type: 'wokeUp' };

export type Command =
  | { type: 'sendHello'; challenge: Challenge; holding: Holding[] }
  | { type: 'useBlobToken'; token: string }
  /** The connection is of no use any more, and trying again would not help. */
  | { type: 'giveUp'; error: WireError }
  | { type: 'answerTakeBack'; ticket: number; released: ChunkRange[] }
  | { type: 'sendReturned'; returned: Returned }
  | { type: 'sendBatch'; id: number }
  | { type: 'removeBatches'; ids: number[] }
  | { type: 'sendFailed'; key: number; failure: ChunkFailure }
  | { type: 'sendStatus'; status: DeviceStatus }
  | { type: 'sayGoodbye' }
  | { type: 'setDuty'; duty: number }
  | { type: 'runOne'; run: number; slot: number; lease: Lease; index: number }
  | { type: 'runMany'; run: number; slot: number; lease: Lease; first: number; count: number }
  /** The run starts no further chunk. */
  | { type: 'halt'; slot: number; run: number }
  /** Ends the slot's thread at once; nothing more is heard of the run. */
  | { type: 'kill'; slot: number | null; run: number }
  /** Slots from `threads` on are not used any more. */
  | { type: 'closeThreads'; threads: number }
  /** Results that wait for company are packed now. */
  | { type: 'flush' }
  /** Results of the job that are not packed yet are dropped. */
  | { type: 'forget'; job: JobNumber; generation: number }
  /** Replaces what was asked before. */
  | { type: 'wakeAfter'; ms: number }
  | { type: 'note'; text: string; tone: 'info' | 'good' | 'warning' };

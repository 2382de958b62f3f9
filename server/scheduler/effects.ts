// Everything the scheduler can ask for, as data. `when` says whether it may be carried out at once or only after the tick that holds the
// changes made so far is on disk; a failed commit drops all of those.
import type { DeviceNumber, JobNumber } from '../../shared/contract/ids.ts';
import type { Steering } from '../../shared/contract/device-messages.ts';
import type { Ticket } from './events.ts';
import type { SwarmNumber } from './rows.ts';

/** `if-it-stops`: left out of the sample, but what ends a job is always verified [V7]. */
export type Verifies = 'always' | 'if-it-stops' | 'never';

export type Effect = { when: 'now' | 'afterCommit' } & (
  | {
      type: 'sendLease';
      device: DeviceNumber;
      leaseId: number;
      job: JobNumber;
      generation: number;
      first: number;
      count: number;
      /** Seconds of one thread for one chunk. */
      expectedSeconds: number;
      termMs: number;
      limitMs: number;
    }
  | {
      type: 'sendTakeBack';
      device: DeviceNumber;
      leaseId: number;
      job: JobNumber;
      first: number;
      count: number;
    }
  | { type: 'sendDrop'; device: DeviceNumber; job: JobNumber; generation: number }
  | { type: 'sendSteering'; device: DeviceNumber; steering: Steering }
  | { type: 'closeDevice'; device: DeviceNumber; reason: 'replaced' | 'forgotten' | 'banned' }
  | { type: 'reply'; ticket: Ticket; status: 'recorded' | 'gone' }
  /** Ask the store for the next span of this job. At most one is asked for at a time per job. */
  | { type: 'claimSpan'; job: JobNumber }
  | {
      type: 'verify';
      job: JobNumber;
      generation: number;
      index: number;
      attempt: number;
      device: DeviceNumber;
      verifies: Verifies;
      /** Attempts of the same chunk to compare it with, of a job whose devices must agree; left out: none. */
      votes?: readonly number[];
    }
  | { type: 'findTouched'; job: JobNumber; generation: number; device: DeviceNumber }
  /** Read the files of a job and cut it. */
  | { type: 'cut'; job: JobNumber; generation: number }
  | { type: 'reduce'; job: JobNumber; generation: number }
  /** Cutting, verification or reduction under way for this job is not wanted any more. */
  | { type: 'stopCompute'; job: JobNumber }
  /** Scheduler time, ms. Replaces what was asked before. */
  | { type: 'wakeAt'; at: number }
  /** A line for the activity list. */
  | { type: 'note'; swarm: SwarmNumber; text: string; tone: 'info' | 'good' | 'warning' }
);

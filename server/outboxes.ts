// Where the scheduler's effects leave: each goes to the one who carries it out. What the coordinator wants of realtime and compute is said
// here as well; when an effect may leave is the coordinator's business.
import type { ErrorCode } from '../shared/contract/errors.ts';
import type { Effect } from './scheduler/effects.ts';
import type { Ticket } from './scheduler/events.ts';
import type { StoreQuestions } from './store-questions.ts';

/** What realtime does for the coordinator. Never throws; a device that is not connected is skipped. */
export interface DeviceOutbox {
  perform(
    effect: Extract<
      Effect,
      { type: 'sendLease' | 'sendTakeBack' | 'sendDrop' | 'sendSteering' | 'closeDevice' }
    >,
  ): void;
  /** Every connection is closed so that devices say hello again; `code` is what they are told. */
  closeAll(code: ErrorCode): void;
}

/** What compute does for the coordinator; answers come back as events. */
export interface ComputeOutbox {
  perform(effect: Extract<Effect, { type: 'cut' | 'verify' | 'reduce' | 'stopCompute' }>): void;
}

/** Lines for the activity list. */
export type NoteOutbox = (note: Extract<Effect, { type: 'note' }>) => void;

interface Outboxes {
  devices: DeviceOutbox;
  compute: ComputeOutbox;
  questions: StoreQuestions;
  onNote: NoteOutbox;
  answer(ticket: Ticket, status: 'recorded' | 'gone'): void;
  wakeAt(at: number): void;
}

export function performEffect(effect: Effect, to: Outboxes): void {
  switch (effect.type) {
    case 'sendLease':
    case 'sendTakeBack':
    case 'sendDrop':
    case 'sendSteering':
    case 'closeDevice':
      return to.devices.perform(effect);
    case 'cut':
    case 'verify':
    case 'reduce':
    case 'stopCompute':
      return to.compute.perform(effect);
    case 'claimSpan':
      return void to.questions.claimSpan(effect.job);
    case 'findTouched':
      return void to.questions.findTouched(effect);
    case 'reply':
      return to.answer(effect.ticket, effect.status);
    case 'wakeAt':
      return to.wakeAt(effect.at);
    case 'note':
      return to.onNote(effect);
  }
}

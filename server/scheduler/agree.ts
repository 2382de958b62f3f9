// When a recorded result becomes an accepted one, and what happens when it turns out wrong or nothing can be said of it. What only other
// devices can say is in agreement/.
import { decide } from './agreement/decide.ts';
import { accept, isAccepted, isRecorded, unrecord } from './chunk.ts';
import { settle, unsettle } from './ending.ts';
import type { SwarmEvent } from './events.ts';
import { giveUp } from './lease.ts';
import { quarantine } from './quarantine.ts';
import { findSpan } from './spans/span.ts';
import { searchOn, stopAt } from './stopping.ts';
import { type Turn, isLive } from './swarm-state.ts';

/** A chunk whose results could so often be neither proved nor refuted has failed. */
export const UNPROVEN_TO_FAIL = 5;

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

export function onResultJudged(turn: Turn, event: Of<'resultJudged'>): void {
  const { index, attempt, verdict, reason } = event;
  const job = turn.state.jobs.get(event.job);
  if (!job || !isLive(job) || job.row.generation !== event.generation) return;
  const span = findSpan(job, index);
  // A judgement of a result that was redone meanwhile says nothing about the present one [V5].
  if (!span || !isRecorded(span, index) || (job.history.get(index)?.row.attempt ?? 0) !== attempt) return;
  const device = turn.state.devices.get(event.device);
  const { stoppedAt } = job.row;
  // What was accepted when it stopped is all that counts; a lie is a lie all the same [E9].
  if (stoppedAt !== null && stoppedAt !== index && verdict !== 'rejected') return;
  if (verdict === 'accepted') {
    if (isAccepted(span, index)) return;
    if (job.row.verification === 'agree' && event.isVerified) return decide(turn, job, span, event);
    accept(turn, job, span, index);
    if (device?.row.swarm === job.row.swarm && event.isVerified) {
      device.row.proven++;
      turn.state.tick.devices.add(device);
    }
    return event.stops ? stopAt(turn, job, index) : settle(turn, job);
  }
  unsettle(turn, job);
  const history = unrecord(turn, job, span, index, event.device, verdict, reason);
  if (verdict === 'rejected') {
    if (device)
      quarantine(turn, device, `Its result for chunk ${index} of ${job.row.name} was wrong: ${reason}`);
  } else if (history.row.attempt - history.row.votes.length >= UNPROVEN_TO_FAIL)
    giveUp(turn, job, span, history);
  if (stoppedAt === index) searchOn(turn, job);
  settle(turn, job);
}

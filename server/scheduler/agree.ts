// When a recorded result becomes an accepted one, and what happens when it turns out wrong: the chunk is redone elsewhere, its device is
// quarantined, and everything else that came from that device and may still count is looked up and redone.
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import { accept, failChunk, isAccepted, isRecorded, unrecord } from './chunk.ts';
import { settle, unsettle } from './ending.ts';
import type { SwarmEvent } from './events.ts';
import { endLease, releaseDevice } from './lease.ts';
import { recount } from './power.ts';
import { findSpan } from './spans/span.ts';
import { steer } from './steering.ts';
import { searchOn, stopAt } from './stopping.ts';
import { type Device, type Job, type Lease, type Turn, isLive } from './swarm-state.ts';

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
    accept(turn, job, span, index);
    if (device && event.isVerified) {
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
  } else if (history.row.attempt >= UNPROVEN_TO_FAIL) {
    const emptied = new Set<Lease>();
    failChunk(turn, job, span, history, emptied);
    for (const lease of emptied) endLease(turn, lease);
  }
  if (stoppedAt === index) searchOn(turn, job);
  settle(turn, job);
}

/** The device gets no more work, and nothing it did is taken on trust any more [V4]. */
export function quarantine(turn: Turn, device: Device, sentence: string): void {
  const { row, swarm } = device;
  row.proven = 0;
  turn.state.tick.devices.add(device);
  if (row.quarantine !== null) return;
  row.quarantine = sentence;
  releaseDevice(turn, device);
  recount(device);
  swarm.wanting.delete(device);
  if (device.connected) steer(turn, device);
  turn.effects.push({
    when: 'afterCommit',
    type: 'note',
    swarm: row.swarm,
    tone: 'warning',
    text: `${row.name} is in quarantine. ${sentence}`,
  });
  for (const job of turn.state.jobs.values()) doubt(turn, job, device);
}

function doubt(turn: Turn, job: Job, device: Device): void {
  const share = job.shares.get(device.row.number);
  if (!share || share.chunks === 0) return;
  if (isLive(job)) return findTouched(turn, job, device.row.number);
  turn.effects.push({
    when: 'afterCommit',
    type: 'note',
    swarm: job.row.swarm,
    tone: 'warning',
    text: `${job.row.name} had already ended with ${share.chunks} results of ${device.row.name}; run it again if they matter.`,
  });
}

/** No reduce before the answer; one under way is void. */
export function findTouched(turn: Turn, job: Job, device: DeviceNumber): void {
  unsettle(turn, job);
  job.finds.add(device);
  turn.effects.push({
    when: 'afterCommit',
    type: 'findTouched',
    job: job.row.number,
    generation: job.row.generation,
    device,
  });
}

export function onTouchedFound(turn: Turn, event: Of<'touchedFound'>): void {
  const job = turn.state.jobs.get(event.job);
  if (!job || !isLive(job) || !job.finds.delete(event.device)) return;
  const name = turn.state.devices.get(event.device)?.row.name ?? 'a device that was removed';
  const { stoppedAt } = job.row;
  for (const { first, count } of event.ranges) {
    for (let index = first; index < first + count; index++) {
      const span = findSpan(job, index);
      // The store may be a tick behind: what was cleared meanwhile may have been redone by somebody else.
      if (job.history.get(index)?.row.avoid.includes(event.device)) continue;
      if (span && isRecorded(span, index))
        unrecord(turn, job, span, index, event.device, 'touched', `${name} is in quarantine`);
    }
  }
  if (stoppedAt !== null && job.row.stoppedAt === null) searchOn(turn, job);
  settle(turn, job);
}

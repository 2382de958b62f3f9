// A device that was caught gets no more work, and everything that came from it and may still count is looked up and redone.
import type { DeviceNumber } from '../../shared/contract/ids.ts';
import { disown, isRecorded, unrecord } from './chunk.ts';
import { settle, unsettle } from './ending.ts';
import type { SwarmEvent } from './events.ts';
import { releaseDevice } from './lease.ts';
import { recount } from './power.ts';
import { findSpan } from './spans/span.ts';
import { steer } from './steering.ts';
import { searchOn } from './stopping.ts';
import { type Device, type Job, type Turn, isLive } from './swarm-state.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

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
  job.unseconded.delete(device.row.number);
  // For good: should its quarantine end, what it said before is not believed again.
  if (isLive(job)) disown(turn, job, device.row.number);
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
  const share = job.shares.get(device);
  if (share) share.trusted = 0;
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

// Sees every chunk that comes in, without a word in the scheduler: stands before it, compares what a device has done before and after each
// event, and gives the difference to the recorder of its swarm. Costs a few reads per batch, nothing per chunk.
import type { DeviceNumber, JobNumber } from '../../../shared/contract/ids.ts';
import type { SwarmEvent } from '../../scheduler/events.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import type { Scheduler } from '../../scheduler/scheduler.ts';
import type { Device, Job, SwarmsState } from '../../scheduler/swarm-state.ts';
import { type BarRecorder, makeBarRecorder } from './record-bars.ts';

export interface TaskStream {
  /** The same scheduler, watched. */
  watch(scheduler: Scheduler): Scheduler;
  of(swarm: SwarmNumber): BarRecorder;
}

interface Before {
  device: Device;
  job: Job;
  chunks: number;
  cpuSeconds: number;
  grantedAt: number;
  errorsInRow: number;
}

export function makeTaskStream(): TaskStream {
  const recorders = new Map<SwarmNumber, BarRecorder>();
  const of = (swarm: SwarmNumber) => {
    const known = recorders.get(swarm) ?? makeBarRecorder();
    recorders.set(swarm, known);
    return known;
  };

  return {
    of,
    watch: (scheduler) => ({
      ...scheduler,
      handle(event, now) {
        const before = lookBefore(scheduler.state, event);
        const effects = scheduler.handle(event, now);
        if (!before) return effects;
        const { device, job } = before;
        const done = chunksOf(job, device) - before.chunks;
        const failed = hasFailed(event, before, done) ? 1 : 0;
        if (done <= 0 && failed === 0) return effects;
        const utc = scheduler.state.utcOffset;
        of(device.row.swarm).record({
          device: device.row.number,
          job: job.row.number,
          at: now + utc,
          since: before.grantedAt + utc,
          done: Math.max(0, done),
          failed,
          cpuMs: Math.max(0, device.row.cpuSeconds - before.cpuSeconds) * 1000,
          threads: device.status.threads,
          duty: device.status.duty,
        });
        return effects;
      },
    }),
  };
}

/** Recorded, less those that were rejected. */
const chunksOf = (job: Job, device: Device) => job.shares.get(device.row.number)?.chunks ?? 0;

/** A report about a chunk that the device does not hold, or a judgement of a result that was redone, changes nothing. */
function hasFailed(event: SwarmEvent, before: Before, done: number): boolean {
  if (event.type === 'chunkFailed') return before.device.errorsInRow !== before.errorsInRow;
  return event.type === 'resultJudged' && done < 0;
}

function lookBefore(state: SwarmsState, event: SwarmEvent): Before | null {
  switch (event.type) {
    case 'resultsArrived':
      return remember(state, event.device, event.batch.job);
    case 'chunkFailed':
      return remember(state, event.device, event.failure.job);
    case 'resultJudged':
      return event.verdict === 'rejected' ? remember(state, event.device, event.job) : null;
    default:
      return null;
  }
}

function remember(state: SwarmsState, deviceNumber: DeviceNumber, jobNumber: JobNumber): Before | null {
  const device = state.devices.get(deviceNumber);
  const job = state.jobs.get(jobNumber);
  if (!device || !job) return null;
  let grantedAt = Infinity;
  for (const lease of device.leases.values())
    if (lease.job === job) grantedAt = Math.min(grantedAt, lease.grantedAt);
  return {
    device,
    job,
    chunks: chunksOf(job, device),
    cpuSeconds: device.row.cpuSeconds,
    // of a result that nobody waits for any more only the end is known
    grantedAt: Number.isFinite(grantedAt) ? grantedAt : -Infinity,
    errorsInRow: device.errorsInRow,
  };
}

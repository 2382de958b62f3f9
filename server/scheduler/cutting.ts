// A job whose kernel looks into its files has no chunks (`count` 0) until they are all there: then it is cut by a compute thread, and what
// that brings is committed with the job's row in one tick. A restart in between cuts again, and a cut that fails ends the job [E8].
import { claimAhead } from './assign.ts';
import { endJob } from './ending.ts';
import type { SwarmEvent } from './events.ts';
import { type Job, type Turn, isLive } from './swarm-state.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

/** Every part is there, and still nobody knows its chunks. */
export const awaitsCut = ({ row }: Job): boolean => row.count === 0 && row.state !== 'uploading';

export function askCut(turn: Turn, job: Job): void {
  // After the commit: a cut of a job that a failed tick sends back to `uploading` would be of nothing.
  turn.effects.push({
    when: 'afterCommit',
    type: 'cut',
    job: job.row.number,
    generation: job.row.generation,
  });
}

export function onJobCut(turn: Turn, event: Of<'jobCut'>): void {
  const job = turn.state.jobs.get(event.job);
  if (!job || !isLive(job) || !awaitsCut(job) || job.row.generation !== event.generation) return;
  Object.assign(job.row, event.facts);
  job.costs = event.costs;
  turn.state.tick.jobs.add(job);
  turn.state.tick.cuts.set(job, event.index);
  claimAhead(turn, job);
}

export function onCutFailed(turn: Turn, event: Of<'cutFailed'>): void {
  const job = turn.state.jobs.get(event.job);
  if (!job || !isLive(job) || !awaitsCut(job) || job.row.generation !== event.generation) return;
  endJob(turn, job, 'failed', event.reason, event.at);
}

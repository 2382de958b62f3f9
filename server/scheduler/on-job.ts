// What owners do with jobs and with the swarm as a whole.
import type { JobId } from '../../shared/contract/ids.ts';
import { claimAhead } from './assign.ts';
import { askCut, awaitsCut } from './cutting.ts';
import { doneNote, dropLeases, endJob, settle } from './ending.ts';
import type { CostModel, NewJob, SwarmEvent } from './events.ts';
import { dequeue, enqueue, isServable } from './job-queue.ts';
import { TAKE_BACK_MS } from './lease.ts';
import { makeMeter } from './meter.ts';
import type { JobRow } from './rows.ts';
import { offer, openSpan } from './spans/span.ts';
import { type Job, type SwarmsState, type Turn, isLive } from './swarm-state.ts';
import { forgetInTick } from './tick.ts';
import { addTimer } from './timers.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

export function makeJob(row: JobRow, costs: CostModel, now: number): Job {
  return {
    row,
    costs,
    spans: [],
    ready: [],
    lastSpan: null,
    freeLow: 0,
    claiming: false,
    claimed: 0,
    pending: 0,
    recorded: 0,
    accepted: 0,
    failed: 0,
    rejected: 0,
    acceptedCost: 0,
    history: new Map(),
    copies: new Map(),
    leases: new Set(),
    shares: new Map(),
    finds: new Set(),
    unseconded: new Map(),
    undecided: new Map(),
    exhausted: new Set(),
    granted: 0,
    queueTurn: 0,
    queued: false,
    next: null,
    meter: makeMeter(now),
  };
}

/** What has the same origin is made once [E10]. */
export function onJobSubmitted(turn: Turn, { row, payload, costs }: NewJob): void {
  const { state } = turn;
  if (state.jobs.has(row.number) || !state.swarms.has(row.swarm) || isMade(state, row.origin)) return;
  const job = makeJob({ ...row }, costs, turn.now);
  state.jobs.set(row.number, job);
  linkRound(state, row, row.id);
  state.tick.added.set(row.number, payload);
  state.tick.jobs.add(job);
  claimAhead(turn, job);
}

/** Tells the round before which one follows on it now. */
export function linkRound({ jobs }: SwarmsState, { parent }: JobRow, next: JobId | null): void {
  if (parent === null) return;
  for (const job of jobs.values()) if (job.row.id === parent) job.next = next;
}

function isMade({ jobs }: SwarmsState, origin: string | null): boolean {
  if (origin === null) return false;
  for (const { row } of jobs.values()) if (row.origin === origin) return true;
  return false;
}

export function onJobUploaded(turn: Turn, event: Of<'jobUploaded'>): void {
  const job = turn.state.jobs.get(event.job);
  if (job?.row.state !== 'uploading') return;
  job.row.state = 'queued';
  turn.state.tick.jobs.add(job);
  if (awaitsCut(job)) askCut(turn, job);
  claimAhead(turn, job);
}

export function onJobPaused(turn: Turn, event: Of<'jobPaused'>): void {
  const job = turn.state.jobs.get(event.job);
  if (job?.row.state !== 'queued' && job?.row.state !== 'running') return;
  job.row.state = 'paused';
  turn.state.tick.jobs.add(job);
  const swarm = turn.state.swarms.get(job.row.swarm);
  if (swarm) dequeue(swarm.queue, job);
  // What is running is finished; what was not started comes back and waits.
  for (const lease of job.leases) {
    const { device, wireId, first, end } = lease;
    if (!device.connected || lease.asked) continue;
    lease.asked = true;
    addTimer(turn.state.timers, { at: turn.now + TAKE_BACK_MS, kind: 'takeBack', of: lease.id });
    turn.effects.push({
      when: 'now',
      type: 'sendTakeBack',
      device: device.row.number,
      leaseId: wireId,
      job: event.job,
      first,
      count: end - first,
    });
  }
}

export function onJobResumed(turn: Turn, event: Of<'jobResumed'>): void {
  const job = turn.state.jobs.get(event.job);
  if (job?.row.state !== 'paused') return;
  job.row.state = job.row.startedAt === null ? 'queued' : 'running';
  turn.state.tick.jobs.add(job);
  offer(turn.state, job);
  claimAhead(turn, job);
  settle(turn, job);
}

export function onJobCancelled(turn: Turn, event: Of<'jobCancelled'>): void {
  const job = turn.state.jobs.get(event.job);
  if (job) endJob(turn, job, 'cancelled', '', event.at);
}

export function onJobPrioritized(turn: Turn, event: Of<'jobPrioritized'>): void {
  const job = turn.state.jobs.get(event.job);
  const swarm = job && turn.state.swarms.get(job.row.swarm);
  if (!job || !swarm || !isLive(job)) return;
  job.row.priority = event.priority;
  turn.state.tick.jobs.add(job);
  if (isServable(job)) enqueue(swarm.queue, job, true);
}

export function onJobRemoved(turn: Turn, event: Of<'jobRemoved'>): void {
  const job = turn.state.jobs.get(event.job);
  if (!job) return;
  const swarm = turn.state.swarms.get(job.row.swarm);
  if (isLive(job)) {
    dropLeases(turn, job);
    turn.effects.push({ when: 'afterCommit', type: 'stopCompute', job: event.job });
  }
  if (swarm) dequeue(swarm.queue, job);
  job.pending = 0;
  turn.state.jobs.delete(event.job);
  turn.state.doubtful.delete(job);
  linkRound(turn.state, job.row, null);
  forgetInTick(turn.state.tick, job);
}

export function onSpanClaimed(turn: Turn, event: Of<'spanClaimed'>): void {
  const job = turn.state.jobs.get(event.job);
  if (!job) return;
  job.claiming = false;
  if (!isLive(job)) return;
  const { span } = event;
  if (!span) {
    job.freeLow = job.row.count;
    return;
  }
  openSpan(turn.state, job, span);
  job.freeLow = Math.max(job.freeLow, span.first + span.count);
  claimAhead(turn, job);
}

export function onJobReduced(turn: Turn, event: Of<'jobReduced'>): void {
  const job = turn.state.jobs.get(event.job);
  if (job?.row.state !== 'reducing' || job.row.generation !== event.generation) return;
  job.row.outputs = event.outputs;
  const broken = event.broken ? `there is no next round: ${event.broken}` : '';
  endJob(turn, job, 'done', [doneNote(job), broken].filter((part) => part !== '').join('; '), event.at);
  // In one tick with the end of the round before: a kill leaves both or neither [E10].
  if (event.follower) onJobSubmitted(turn, event.follower);
}

export function onReduceFailed(turn: Turn, event: Of<'reduceFailed'>): void {
  const job = turn.state.jobs.get(event.job);
  if (job?.row.state !== 'reducing' || job.row.generation !== event.generation) return;
  endJob(turn, job, 'failed', event.reason, event.at);
}

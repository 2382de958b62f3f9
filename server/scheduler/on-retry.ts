// Failed chunks are tried again because the owner says so [E7]: in a live job they are pending once more; a job that had ended comes back
// from what the store kept of it and goes on under a new generation. A cancelled job stays cancelled.
import { claimAhead } from './assign.ts';
import { disown } from './chunk.ts';
import { settle, unsettle } from './ending.ts';
import type { KeptJob, SwarmEvent } from './events.ts';
import { adoptHistory, adoptSpan, doubtAgain, verifyAgain } from './restore.ts';
import { findSpan, makePending, offer } from './spans/span.ts';
import { type ChunkHistory, type Job, type Turn, isLive } from './swarm-state.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

export function onJobRetried(turn: Turn, event: Of<'jobRetried'>): void {
  const job = turn.state.jobs.get(event.job);
  // who has found what it looked for has nothing to try again
  if (!job || job.row.stoppedAt !== null) return;
  const again = isLive(job) ? retryLive(turn, job) : reopen(turn, job, event);
  if (again === 0) return;
  turn.effects.push({
    when: 'afterCommit',
    type: 'note',
    swarm: job.row.swarm,
    tone: 'info',
    text: `${again === 1 ? '1 failed chunk' : `${again} failed chunks`} of ${job.row.name} ${again === 1 ? 'is' : 'are'} tried again.`,
  });
}

/** What it did wrong is forgiven; who sent a wrong result for it is avoided all the same. Who could not agree is asked anew. */
function forgive(turn: Turn, history: ChunkHistory): void {
  const voters = history.row.votes.map(({ device }) => device);
  history.row.votes = [];
  history.row.avoid = history.row.avoid.filter((device) => !voters.includes(device));
  history.row.failed = false;
  history.row.threwOn = [];
  history.row.crashes = 0;
  history.crashedOn = [];
  history.stuckSince = -1;
  turn.state.tick.histories.add(history);
}

function retryLive(turn: Turn, job: Job): number {
  const failed = job.failed === 0 ? [] : [...job.history.values()].filter(({ row }) => row.failed);
  if (failed.length === 0) return 0;
  unsettle(turn, job);
  for (const history of failed) {
    const { index } = history.row;
    const span = findSpan(job, index);
    if (!span) continue;
    forgive(turn, history);
    job.failed--;
    makePending(turn.state, span, index, index + 1);
  }
  return failed.length;
}

function reopen(turn: Turn, job: Job, { kept, at }: Of<'jobRetried'>): number {
  const { row } = job;
  const failed = kept?.exceptions.filter((exception) => exception.failed).length ?? 0;
  if (!kept || failed === 0 || row.state === 'cancelled') return 0;
  // The hours between its end and now are no part of how long it took.
  if (row.startedAt !== null && row.endedAt !== null) row.startedAt += Math.max(0, at - row.endedAt);
  row.state = 'running';
  row.note = '';
  row.endedAt = null;
  row.generation++;
  turn.state.tick.jobs.add(job);
  adopt(turn, job, kept);
  doubtAgain(turn, job);
  verifyAgain(turn, job);
  offer(turn.state, job);
  settle(turn, job);
  claimAhead(turn, job);
  return failed;
}

function adopt(turn: Turn, job: Job, { spans, exceptions, costs }: KeptJob): void {
  job.costs = costs;
  job.claimed = job.pending = job.recorded = job.accepted = job.failed = job.rejected = 0;
  job.acceptedCost = 0;
  for (const exception of exceptions) {
    const history = adoptHistory(job, exception);
    if (exception.failed) forgive(turn, history);
  }
  for (const span of spans) adoptSpan(turn, job, span);
  for (const { row } of turn.state.devices.values())
    if (row.quarantine !== null) disown(turn, job, row.number);
}

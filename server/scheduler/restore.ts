// The state as it was when the last tick was committed, and what must be started anew because only memory knew of it: verifications,
// look-ups of suspect results, reductions, claims.
import { askRecorded } from './ask-verify.ts';
import { claimAhead } from './assign.ts';
import { accept, isAccepted, isRecorded } from './chunk.ts';
import { askCut, awaitsCut } from './cutting.ts';
import { settle } from './ending.ts';
import type { CostModel } from './events.ts';
import { makeDevice } from './on-device.ts';
import { makeJob } from './on-job.ts';
import { makeSwarm } from './on-swarm.ts';
import { learnRate } from './power.ts';
import { findTouched } from './quarantine.ts';
import { GRACE_MS } from '../../shared/contract/device-messages.ts';
import type { ExceptionRow, JobRow, Restored, SpanRow } from './rows.ts';
import { offer, openSpan } from './spans/span.ts';
import { type ChunkHistory, type Job, type SwarmsState, type Turn, isLive } from './swarm-state.ts';
import { emptyTick } from './tick.ts';
import { addTimer } from './timers.ts';

/** Devices reconnect at once; until then nobody is given what another may still hold [E5]. */
export const HUSH_MS = 1_000;
/** Lease numbers of different lives of a coordinator lie apart, so that an adopted one is seldom met again. */
const LEASES_PER_LIFE = 0x10_0000;
const LIVES = 4095;

export function restoreState(restored: Restored, costs: (row: JobRow) => CostModel, now: number): Turn {
  const state: SwarmsState = {
    swarms: new Map(),
    jobs: new Map(),
    devices: new Map(),
    leases: new Map(),
    nextLeaseId: (restored.epoch % LIVES) * LEASES_PER_LIFE + 1,
    seed: restored.epoch >>> 0,
    utcOffset: 0,
    timers: [],
    wakeAsked: Infinity,
    hushUntil: 0,
    awaitUntil: 0,
    doubtful: new Set(),
    restless: new Set(),
    tick: emptyTick(),
  };
  const turn: Turn = { state, now, effects: [] };
  for (const row of restored.swarms) state.swarms.set(row.number, makeSwarm({ ...row }, now));
  for (const row of restored.devices) {
    const swarm = state.swarms.get(row.swarm);
    if (!swarm) continue;
    const device = makeDevice({ ...row }, swarm, now);
    state.devices.set(row.number, device);
    swarm.devices.add(device);
  }
  const none: CostModel = { cost: () => 0 };
  for (const row of restored.jobs) {
    const ended = row.state === 'done' || row.state === 'failed' || row.state === 'cancelled';
    state.jobs.set(row.number, makeJob({ ...row }, ended ? none : costs(row), now));
  }
  const byId = new Map([...state.jobs.values()].map((job) => [job.row.id, job]));
  for (const { row } of state.jobs.values()) {
    const before = row.parent === null ? undefined : byId.get(row.parent);
    if (before) before.next = row.id;
  }
  restoreChunks(turn, restored);
  for (const share of restored.shares) state.jobs.get(share.job)?.shares.set(share.device, { ...share });
  for (const job of state.jobs.values()) resume(turn, job);
  return turn;
}

function restoreChunks(turn: Turn, restored: Restored): void {
  const { jobs } = turn.state;
  for (const { job, low } of restored.free) {
    const found = jobs.get(job);
    if (found) found.freeLow = low;
  }
  for (const row of restored.exceptions) {
    const job = jobs.get(row.job);
    if (job && isLive(job)) adoptHistory(job, row);
  }
  for (const row of restored.spans) {
    const job = jobs.get(row.job);
    if (job && isLive(job)) adoptSpan(turn, job, row);
  }
}

export function adoptHistory(job: Job, row: ExceptionRow): ChunkHistory {
  const history: ChunkHistory = {
    row: { ...row, threwOn: [...row.threwOn], avoid: [...row.avoid], votes: [...row.votes] },
    crashedOn: [],
    stuckSince: -1,
    groups: [],
  };
  job.history.set(row.index, history);
  job.rejected += Math.max(0, row.attempt - row.votes.length);
  return history;
}

/** After the histories of its chunks: what failed is not pending. */
export function adoptSpan(turn: Turn, job: Job, row: SpanRow): void {
  openSpan(turn.state, job, {
    ...row,
    recorded: row.recorded?.slice() ?? null,
    accepted: row.accepted?.slice() ?? null,
  });
}

function resume(turn: Turn, job: Job): void {
  const { row } = job;
  if (!isLive(job)) {
    // Its spans are not in memory; what devices did for it is.
    for (const share of job.shares.values()) job.recorded += share.chunks;
    // only a cancelled job ends before every chunk was accepted or failed [E1]
    const isSettled = row.state !== 'cancelled';
    job.accepted = isSettled ? job.recorded : 0;
    // what had stopped early left chunks that nobody looked at
    job.failed = isSettled && row.stoppedAt === null ? Math.max(0, row.count - job.recorded) : 0;
    job.claimed = job.recorded + job.failed;
    return;
  }
  for (const share of job.shares.values()) {
    const device = turn.state.devices.get(share.device);
    if (device) learnRate(device, row.kernel, (row.totalCost * share.chunks) / row.count, share.cpuSeconds);
  }
  doubtAgain(turn, job);
  verifyAgain(turn, job);
  if (job.claimed > 0) {
    turn.state.hushUntil = turn.now + HUSH_MS;
    turn.state.awaitUntil = turn.now + GRACE_MS;
    addTimer(turn.state.timers, { at: turn.state.hushUntil, kind: 'hush', of: 0 });
  }
  offer(turn.state, job);
  if (awaitsCut(job)) askCut(turn, job);
  if (row.state === 'reducing')
    turn.effects.push({ when: 'now', type: 'reduce', job: row.number, generation: row.generation });
  else settle(turn, job);
  claimAhead(turn, job);
}

/** Looks up what devices did that are in quarantine by now. */
export function doubtAgain(turn: Turn, job: Job): void {
  for (const share of job.shares.values()) {
    const device = turn.state.devices.get(share.device);
    if (device?.row.quarantine != null && share.chunks > 0) findTouched(turn, job, share.device);
  }
}

/** Recorded but not accepted: the verdict was not in when the last tick was cut. Adds up what is accepted on the way. */
export function verifyAgain(turn: Turn, job: Job): void {
  for (const span of job.spans) {
    let from = span.first;
    for (let index = span.first; index <= span.first + span.count; index++) {
      const inside = index < span.first + span.count;
      if (inside && isAccepted(span, index)) continue;
      if (index > from) job.acceptedCost += job.costs.cost(from, index - from);
      from = index + 1;
      if (!inside || !isRecorded(span, index)) continue;
      if (job.row.verification === 'trust' && !job.row.stops) accept(turn, job, span, index);
      else askRecorded(turn, job, index);
    }
  }
}

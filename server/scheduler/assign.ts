// Pairs devices that want work with the best job that has some. Each round gives every wanting device one lease, so that the first one does
// not take what the others could have started. Looks only at jobs and spans that have pending chunks, never at what exists.
import { isAvoided, isRisky } from './chunk.ts';
import { leaseSize, MAX_LEASE, wantsWork } from './demand.ts';
import { dequeue, enqueue, isServable, peek } from './job-queue.ts';
import { expectedOf, grantLease, holdsRisky } from './lease.ts';
import { isAvailable, isFit, isReady, speedOf } from './power.ts';
import type { Device, Job, Span, Swarm, Turn } from './swarm-state.ts';
import { addTimer } from './timers.ts';
import { utcNow } from './swarm-state.ts';

/** A chunk that all present devices failed at may go to them again after this time [L7]. */
export const STUCK_MS = 30_000;
/** Devices that found nothing fit for them before the rest of this turn is left to the next one. */
const MISSES_PER_TURN = 256;
/** Pending chunks that are looked at for one device before it is told there is none. */
const LOOK_AT_MOST = 16_384;
/** Jobs that have nothing for one particular device before the search is given up. */
const JOBS_PASSED_OVER = 32;

export function assign(turn: Turn, swarm: Swarm): void {
  if (swarm.row.state !== 'running' || turn.now < turn.state.hushUntil) return;
  let misses = 0;
  while (
    swarm.wanting.size > 0 &&
    misses < Math.min(MISSES_PER_TURN, swarm.wanting.size) &&
    peek(swarm.queue)
  ) {
    const [device] = swarm.wanting;
    if (!device) return;
    swarm.wanting.delete(device);
    if (!wantsWork(turn, device)) continue;
    if (serve(turn, device)) {
      misses = 0;
      if (wantsWork(turn, device)) swarm.wanting.add(device);
    } else {
      misses++;
      swarm.wanting.add(device);
    }
  }
}

/** One lease from the best job that has something for this device. */
function serve(turn: Turn, device: Device): boolean {
  const { queue } = device.swarm;
  const passed: Job[] = [];
  let granted = false;
  for (let job = peek(queue); job && passed.length < JOBS_PASSED_OVER && !granted; job = peek(queue)) {
    granted = grantFrom(turn, device, job);
    if (granted) {
      if (isServable(job)) enqueue(queue, job, true);
      else dequeue(queue, job);
    } else {
      // Out of the way for this device; back below.
      dequeue(queue, job);
      passed.push(job);
    }
  }
  for (const job of passed) putBack(device.swarm, job);
  return granted;
}

function putBack(swarm: Swarm, job: Job): void {
  const { granted } = job;
  enqueue(swarm.queue, job);
  // It was only passed over: it keeps its place.
  if (job.granted !== granted) {
    job.granted = granted;
    enqueue(swarm.queue, job, true);
  }
}

function grantFrom(turn: Turn, device: Device, job: Job): boolean {
  const pick = pickRange(turn, device, job);
  if (!pick) return false;
  const { span, first, end, risky } = pick;
  if (job.row.state === 'queued') {
    job.row.state = 'running';
    job.row.startedAt ??= utcNow(turn);
    turn.state.tick.jobs.add(job);
  }
  const { perThread } = speedOf(device, job.row.kernel);
  const expectedSeconds =
    perThread === null
      ? expectedOf(job, device, first, end)
      : job.costs.cost(first, end - first) / (end - first) / perThread;
  grantLease(turn, { device, span, first, end, expectedSeconds, risky });
  claimAhead(turn, job);
  return true;
}

/** One span beyond what is being handed out is asked for early, so that nobody waits for the store [A4]. */
export function claimAhead(turn: Turn, job: Job): void {
  const enough = job.row.state === 'running' ? 2 * job.row.spanSize : 1;
  const runs = job.row.state === 'running' || job.row.state === 'queued';
  if (
    !runs ||
    job.row.stoppedAt !== null ||
    job.claiming ||
    job.freeLow >= job.row.count ||
    job.pending >= enough
  )
    return;
  job.claiming = true;
  // The store must know the job before it can cut the first span off it.
  const when = job.freeLow === 0 ? 'afterCommit' : 'now';
  turn.effects.push({ when, type: 'claimSpan', job: job.row.number });
}

interface Pick {
  span: Span;
  first: number;
  end: number;
  risky: boolean;
}

/** The first pending range that this device may have. */
function pickRange(turn: Turn, device: Device, job: Job): Pick | null {
  if (!isFit(device, job)) return null;
  let looked = 0;
  for (const span of job.ready) {
    const { bounds } = span.pending;
    for (let i = 0; i < bounds.length; i += 2) {
      const start = bounds[i] ?? 0;
      const stop = bounds[i + 1] ?? 0;
      if (job.history.size === 0)
        return { span, first: start, end: start + leaseSize(device, job, start, stop - start), risky: false };
      let first = start;
      while (first < stop && !mayHave(turn, device, job, first)) {
        first++;
        if (++looked > LOOK_AT_MOST) return null;
      }
      if (first === stop) continue;
      const risky = isRisky(job.history.get(first));
      const most = risky ? first + 1 : first + Math.min(stop - first, job.costs.maxLease ?? MAX_LEASE);
      let end = first + 1;
      while (end < most && !isRisky(job.history.get(end)) && mayHave(turn, device, job, end)) end++;
      return { span, first, end: first + leaseSize(device, job, first, end - first), risky };
    }
  }
  return null;
}

function mayHave(turn: Turn, device: Device, job: Job, index: number): boolean {
  const history = job.history.get(index);
  if (!history) return true;
  if (isRisky(history) && holdsRisky(device)) return false;
  if (!isAvoided(history, device)) return true;
  // Who rests after errors is waited for to compute a chunk, not to say whether a result is right.
  const could = history.row.votes.length > 0 ? isReady : isAvailable;
  for (const other of device.swarm.devices) {
    if (!could(other) || !isFit(other, job) || isAvoided(history, other)) continue;
    history.stuckSince = -1;
    return false;
  }
  if (history.stuckSince < 0) {
    history.stuckSince = turn.now;
    if (history.row.votes.length > 0) {
      job.exhausted.add(index);
      turn.state.doubtful.add(job);
    }
    addTimer(turn.state.timers, { at: turn.now + STUCK_MS, kind: 'stuck', of: device.swarm.row.number });
  }
  return turn.now - history.stuckSince >= STUCK_MS;
}

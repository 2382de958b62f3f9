// When nothing is pending and devices have threads to spare: first the chunks of vanished devices, then unstarted chunks of whoever would
// finish last (asked back, because only its holder knows what it has started), then a second copy of a chunk that runs far too long.
import { holds, isAvoided, letGo } from './chunk.ts';
import { canWork, isAllClaimed, secondsFor } from './demand.ts';
import { endLease, outstandingChunks, outstandingSeconds, TAKE_BACK_MS } from './lease.ts';
import { isFit, speedOf, widthOf } from './power.ts';
import { assign } from './assign.ts';
import { type Device, type Job, type Lease, type Swarm, type Turn } from './swarm-state.ts';
import { copyStraggler, findStragglers } from './copies.ts';
import { addTimer } from './timers.ts';

/** A round trip and a little, seconds. */
const LATENCY_S = 0.25;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

const isIdle = (turn: Turn, device: Device) =>
  canWork(turn, device) && outstandingChunks(device) < device.status.threads;

export function balance(turn: Turn, swarm: Swarm): void {
  if (swarm.wanting.size === 0 || turn.state.leases.size === 0) return;
  if (turn.now < swarm.balanceAt) return balanceLater(turn, swarm);
  const idle = [...swarm.wanting]
    .filter((device) => isIdle(turn, device))
    .sort((a, b) => b.weight - a.weight);
  const holders = idle.length > 0 ? [...swarm.devices].filter((device) => device.leases.size > 0) : [];
  let helped = takeLapsed(turn, swarm, holders);
  const late = holders
    .filter((device) => device.connected)
    .map((device) => ({ device, seconds: outstandingSeconds(device) }))
    .sort((a, b) => b.seconds - a.seconds);
  const stragglers = findStragglers(turn, holders);
  for (const device of idle) {
    if (!isIdle(turn, device)) continue;
    if (askBack(turn, device, late) || copyStraggler(turn, device, stragglers)) helped = true;
  }
  const nothing = holders.length > 0 && !helped;
  swarm.balancePause = nothing
    ? Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, swarm.balancePause * 2))
    : FIRST_PAUSE_MS;
  swarm.balanceAt = turn.now + swarm.balancePause;
  if (idle.length > 0) balanceLater(turn, swarm);
}

/** At most one look around is waited for. */
function balanceLater(turn: Turn, swarm: Swarm): void {
  if (swarm.balanceTimed) return;
  swarm.balanceTimed = true;
  addTimer(turn.state.timers, { at: swarm.balanceAt, kind: 'balance', of: swarm.row.number });
}

/** Idle devices need not wait for the grace of one that vanished [L4]. */
function takeLapsed(turn: Turn, swarm: Swarm, holders: readonly Device[]): boolean {
  let freed = 0;
  for (const device of holders) {
    for (const lease of device.leases.values()) {
      if (!lease.lapsing || lease.job.row.state !== 'running') continue;
      freed += letGo(turn, lease, lease.first, lease.end);
      endLease(turn, lease);
    }
  }
  if (freed > 0) assign(turn, swarm);
  return freed > 0;
}

/** Asks the device that would finish last for what this one could do sooner [L10]. */
function askBack(turn: Turn, thief: Device, late: { device: Device; seconds: number }[]): boolean {
  for (const victim of late) {
    if (victim.device === thief || victim.seconds <= LATENCY_S) continue;
    const lease = lastUnstarted(turn, victim.device);
    if (!lease) continue;
    const spare = lease.left - startedIn(victim.device, lease);
    if (spare < 1) continue;
    const mine = speedOf(thief, lease.job.row.kernel);
    const theirs = speedOf(victim.device, lease.job.row.kernel);
    const part = mine.share + theirs.share > 0 ? mine.share / (mine.share + theirs.share) : 0.5;
    const count = Math.max(1, Math.floor(spare * Math.min(0.5, part)));
    if (secondsFor(thief, lease.job, lease.first, count) + LATENCY_S >= victim.seconds) continue;
    const first = suffixStart(lease, count);
    if (!mayTake(thief, lease.job, first, lease.end)) continue;
    lease.asked = true;
    victim.seconds -= (count * lease.expectedSeconds) / widthOf(victim.device);
    addTimer(turn.state.timers, { at: turn.now + TAKE_BACK_MS, kind: 'takeBack', of: lease.id });
    turn.effects.push({
      when: 'now',
      type: 'sendTakeBack',
      device: victim.device.row.number,
      leaseId: lease.wireId,
      job: lease.job.row.number,
      first,
      count: lease.end - first,
    });
    return true;
  }
  return false;
}

/** The youngest lease with something unstarted that is not being asked for already. */
function lastUnstarted(turn: Turn, device: Device): Lease | null {
  let last: Lease | null = null;
  for (const lease of device.leases.values()) {
    if (lease.asked || lease.lapsing || turn.now < lease.nextAskAt || !isAllClaimed(lease.job)) continue;
    if (lease.left > startedIn(device, lease)) last = lease;
  }
  return last;
}

/** How many chunks of this lease the device is probably running: it works in ascending order, oldest lease first. */
function startedIn(device: Device, lease: Lease): number {
  let threads = device.status.threads;
  for (const one of device.leases.values()) {
    if (one === lease) return Math.min(lease.left, threads);
    threads = Math.max(0, threads - one.left);
  }
  return 0;
}

/** Where the last `count` unfinished chunks of the lease begin. */
function suffixStart(lease: Lease, count: number): number {
  let found = 0;
  let index = lease.end;
  while (index > lease.first && found < count) if (holds(lease, --index)) found++;
  return index;
}

function mayTake(thief: Device, job: Job, first: number, end: number): boolean {
  if (!isFit(thief, job)) return false;
  if (job.history.size === 0) return true;
  for (let index = first; index < end; index++) {
    const history = job.history.get(index);
    if (!history || !isAvoided(history, thief)) return true;
  }
  return false;
}

// How much work a device should have: sized in time, deep enough that its threads never wait for a round trip, small enough at the end of
// a job that all devices finish together.
import { outstandingChunks, outstandingSeconds } from './lease.ts';
import { isAvailable, speedOf, widthOf } from './power.ts';
import type { Device, Job, Turn } from './swarm-state.ts';
import { addTimer } from './timers.ts';

/** Chunks in one lease unless the job's plan says fewer. */
export const MAX_LEASE = 4096;
/** A guess from capabilities is trusted for this part of a lease. */
const GUESSED_PART = 0.25;

/** Seconds of work in a lease, per thread [A2]. */
export const targetSeconds = (device: Device): number => {
  const { kind } = device.row.capabilities;
  return kind === 'phone' || kind === 'tablet' ? 2 : 5;
};

export const canWork = (turn: Turn, device: Device): boolean =>
  isAvailable(device) &&
  device.swarm.row.state === 'running' &&
  turn.now >= device.restUntil &&
  turn.now >= turn.state.hushUntil;

/** Less than a chunk for each thread and one more, or less than half the target and less than a full lease. */
export function wantsWork(turn: Turn, device: Device): boolean {
  if (!canWork(turn, device)) return false;
  const chunks = outstandingChunks(device);
  if (chunks <= device.status.threads) return true;
  let most = MAX_LEASE;
  for (const lease of device.leases.values()) {
    // Nothing measured yet: the first results will say how much it can take [A5].
    if (!device.rates.has(lease.job.row.kernel)) return false;
    most = Math.min(most, lease.job.costs.maxLease ?? MAX_LEASE);
  }
  return chunks < most && outstandingSeconds(device) < targetSeconds(device) / 2;
}

/** Puts the device among those to be served, if it wants to be. */
export function askForWork(turn: Turn, device: Device): void {
  if (!wantsWork(turn, device)) return;
  device.swarm.wanting.add(device);
  turn.state.restless.add(device.swarm);
}

/** No lease for the device before `ms` from now. */
export function restFor(turn: Turn, device: Device, ms: number): void {
  device.restUntil = Math.max(device.restUntil, turn.now + ms);
  device.swarm.wanting.delete(device);
  addTimer(turn.state.timers, { at: device.restUntil, kind: 'rest', of: device.row.number });
}

/** Chunks for the next lease of `device` out of [first, first+available). At least 1. */
export function leaseSize(device: Device, job: Job, first: number, available: number): number {
  const speed = speedOf(device, job.row.kernel);
  const most = Math.min(available, job.costs.maxLease ?? MAX_LEASE);
  // Enough for every thread and one to go on with while the answer is on its way.
  const floor = Math.max(1, device.status.threads + 1 - outstandingChunks(device));
  let size = floor;
  if (speed.perThread !== null) {
    const budget =
      targetSeconds(device) * widthOf(device) * speed.perThread * (speed.measured ? 1 : GUESSED_PART);
    size = Math.max(floor, fitCost(job, first, most, budget));
  }
  // Guided self-scheduling (Polychronopoulos and Kuck 1987): never more than half of this device's share of what is left.
  const remaining = job.pending + job.row.count - job.freeLow;
  const share = Math.max(1, Math.ceil((remaining * speed.share) / 2));
  return Math.min(most, size, share);
}

/** The most chunks from `first` on that cost no more than `budget`; O(log) calls of the cost model. */
function fitCost(job: Job, first: number, most: number, budget: number): number {
  const { costs } = job;
  if (costs.cost(first, most) <= budget) return most;
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (costs.cost(first, middle) <= budget) low = middle;
    else high = middle;
  }
  return low;
}

/** While the store can still cut a span off, there is something better to do than to take from others. */
export const isAllClaimed = (job: Job): boolean =>
  job.row.state === 'running' && job.freeLow >= job.row.count;

/** Wall-clock seconds this device would need for `count` chunks from `first` on. */
export function secondsFor(device: Device, job: Job, first: number, count: number): number {
  const { perThread } = speedOf(device, job.row.kernel);
  const each = perThread === null ? 1 : job.costs.cost(first, count) / count / perThread;
  const { threads } = device.status;
  return (each * Math.ceil(count / threads) * threads) / widthOf(device);
}

// Leases: who was told to compute which chunks, and until when. They live in memory only, and never decide whether a result counts [P12].
import { GRACE_MS } from '../../shared/contract/device-messages.ts';
import { failChunk, historyOf, hold, holdCopy, holds, isRecorded, letGo } from './chunk.ts';
import { findSpan } from './spans/span.ts';
import type { ChunkHistory, Device, Job, Lease, Span, SwarmsState, Turn } from './swarm-state.ts';
import { recount, widthOf } from './power.ts';
import { addTimer } from './timers.ts';

export const MIN_TERM_MS = 30_000;
/** A device that has not said by then what it had not started keeps it, and is not asked again for as long. */
export const TAKE_BACK_MS = 2_000;
/** A chunk is stopped by its device after this long, or 30 × what it should take. */
const MIN_LIMIT_MS = 600_000;
const MAX_LIMIT_MS = 24 * 3_600_000;
/** A chunk that was running at this many crashes has failed. */
export const CRASHES_TO_FAIL = 3;

export interface Grant {
  device: Device;
  span: Span;
  first: number;
  end: number;
  expectedSeconds: number;
  risky: boolean;
}

function makeLease(turn: Turn, grant: Grant, wireId: number | null): Lease {
  const { state, now } = turn;
  const { device, span, first, end, expectedSeconds, risky } = grant;
  let id = state.nextLeaseId;
  // Numbers adopted from before a restart may lie ahead.
  while (state.leases.has(id) || (wireId === null && device.leases.has(id))) id = (id % 0xffff_ffff) + 1;
  state.nextLeaseId = (id % 0xffff_ffff) + 1;
  const seconds = (outstandingSeconds(device) + ((end - first) * expectedSeconds) / widthOf(device)) * 1000;
  const lease: Lease = {
    id,
    wireId: wireId ?? id,
    device,
    job: span.job,
    span,
    first,
    end,
    left: 0,
    expectedSeconds,
    termMs: Math.max(MIN_TERM_MS, Math.ceil(3 * seconds)),
    grantedAt: now,
    progressAt: now,
    lapsing: false,
    asked: false,
    nextAskAt: 0,
    risky,
  };
  state.leases.set(id, lease);
  device.leases.set(lease.wireId, lease);
  span.job.leases.add(lease);
  watch(turn, device, now + lease.termMs);
  return lease;
}

/** Leases chunks [first, end), all of them pending, or (copies) all held by somebody else. */
export function grantLease(turn: Turn, grant: Grant, copy = false): Lease {
  const { device, span, first, end, expectedSeconds } = grant;
  const { job } = span;
  const lease = makeLease(turn, grant, null);
  if (copy) for (let index = first; index < end; index++) holdCopy(lease, index);
  else hold(lease, first, end);
  job.granted += (end - first) * expectedSeconds;
  const limit = (30_000 * expectedSeconds * device.status.threads) / widthOf(device);
  turn.effects.push({
    when: 'now',
    type: 'sendLease',
    device: device.row.number,
    leaseId: lease.wireId,
    job: job.row.number,
    generation: job.row.generation,
    first,
    count: end - first,
    expectedSeconds,
    termMs: lease.termMs,
    limitMs: Math.round(Math.min(MAX_LIMIT_MS, Math.max(MIN_LIMIT_MS, limit))),
  });
  return lease;
}

/** What a reconnecting device says it holds is its lease again, under its old number [L8]. Recorded chunks are left out. */
export function adoptLease(
  turn: Turn,
  device: Device,
  job: Job,
  leaseId: number,
  first: number,
  count: number,
): void {
  const span = findSpan(job, first);
  if (!span) return;
  const end = Math.min(first + count, span.first + span.count);
  const old = device.leases.get(leaseId);
  if (old && old.span !== span) return;
  const lease =
    old ??
    makeLease(
      turn,
      { device, span, first, end, expectedSeconds: expectedOf(job, device, first, end), risky: false },
      leaseId,
    );
  lease.first = Math.min(lease.first, first);
  lease.end = Math.max(lease.end, end);
  for (let index = first; index < end; index++) {
    // It may name a chunk twice that came to it under two numbers.
    if (isRecorded(span, index) || job.history.get(index)?.row.failed) continue;
    if (leaseOf(turn.state, device, span, index)) continue;
    if ((span.holder?.[index - span.first] ?? 0) === 0) hold(lease, index, index + 1);
    else holdCopy(lease, index);
  }
  if (lease.left === 0) endLease(turn, lease);
}

/** The lease under which this device holds the chunk: there is at most one. Asked per chunk, so it does not look through all its leases. */
export function leaseOf(state: SwarmsState, device: Device, span: Span, index: number): Lease | null {
  const first = state.leases.get(span.holder?.[index - span.first] ?? 0);
  if (!first) return null;
  if (first.device === device) return first;
  return span.job.copies.get(index)?.find((copy) => copy.device === device) ?? null;
}

export function holdsRisky(device: Device): boolean {
  for (const lease of device.leases.values()) if (lease.risky) return true;
  return false;
}

/** Seconds of one thread for one chunk of [first, end) on this device; 1 when nothing is known. */
export function expectedOf(job: Job, device: Device, first: number, end: number): number {
  const rate = device.rates.get(job.row.kernel);
  return rate ? job.costs.cost(first, end - first) / (end - first) / rate.perSecond : 1;
}

/** Forgets a lease that expects nothing any more, or whose chunks were given up before. */
export function endLease(turn: Turn, lease: Lease): void {
  turn.state.leases.delete(lease.id);
  lease.job.leases.delete(lease);
  if (lease.device.leases.get(lease.wireId) === lease) lease.device.leases.delete(lease.wireId);
}

/** The chunk has failed, whoever holds it. */
export function giveUp(turn: Turn, job: Job, span: Span, history: ChunkHistory): void {
  const emptied = new Set<Lease>();
  failChunk(turn, job, span, history, emptied);
  for (const lease of emptied) endLease(turn, lease);
}

/** Everything the lease still holds is pending again. */
export function releaseLease(turn: Turn, lease: Lease): void {
  letGo(turn, lease, lease.first, lease.end);
  endLease(turn, lease);
}

export function releaseDevice(turn: Turn, device: Device): void {
  for (const lease of device.leases.values()) releaseLease(turn, lease);
}

/** Chunks still out on a device, and the wall-clock seconds it should need for them. */
export function outstandingChunks(device: Device): number {
  let chunks = 0;
  for (const lease of device.leases.values()) chunks += lease.left;
  return chunks;
}

export function outstandingSeconds(device: Device): number {
  let seconds = 0;
  for (const lease of device.leases.values()) seconds += lease.left * lease.expectedSeconds;
  return seconds / widthOf(device);
}

/** The first unfinished chunks of a device, as many as it has threads: what it was running when last heard of. */
export function runningChunks(device: Device): { lease: Lease; index: number }[] {
  const running: { lease: Lease; index: number }[] = [];
  const threads = Math.max(1, device.status.threads);
  for (const lease of device.leases.values())
    for (let index = lease.first; index < lease.end && running.length < threads; index++)
      if (holds(lease, index)) running.push({ lease, index });
  return running;
}

/** Its connection is gone without a word [L4]: idle devices may have its chunks at once, all others after the grace. */
export function lapse(turn: Turn, device: Device): void {
  for (const lease of device.leases.values()) lease.lapsing = true;
  if (device.leases.size > 0) turn.state.restless.add(device.swarm);
  addTimer(turn.state.timers, { at: turn.now + GRACE_MS, kind: 'grace', of: device.row.number });
}

/** The chunks that a device took down with it, or that took it down, are remembered [L6]. Returns the leases that ended by a failed chunk. */
export function blameCrash(turn: Turn, device: Device, spared: (job: Job, index: number) => boolean): Job[] {
  const concerned = new Set<Job>();
  const emptied = new Set<Lease>();
  for (const suspect of device.suspects) {
    const job = turn.state.jobs.get(suspect.job);
    const span = job ? findSpan(job, suspect.index) : null;
    if (!job || !span || isRecorded(span, suspect.index) || spared(job, suspect.index)) continue;
    const history = historyOf(turn, job, suspect.index);
    if (history.row.failed) continue;
    history.row.crashes++;
    history.row.lastCode = 'device-vanished';
    history.row.lastMessage = `${device.row.name} vanished while it was running it`;
    history.crashedOn.push(device.row.number);
    if (history.row.crashes >= CRASHES_TO_FAIL) failChunk(turn, job, span, history, emptied);
    concerned.add(job);
  }
  device.suspects = [];
  for (const lease of emptied) endLease(turn, lease);
  return [...concerned];
}

function watch(turn: Turn, device: Device, at: number): void {
  if (device.watched) return;
  device.watched = true;
  addTimer(turn.state.timers, { at, kind: 'silence', of: device.row.number });
}

/** Looks whether a device that holds leases has been silent for longer than their term [L5]. */
export function checkSilence(turn: Turn, device: Device): void {
  device.watched = false;
  if (!device.connected || device.leases.size === 0) return;
  let next = Infinity;
  let expired = false;
  for (const lease of device.leases.values()) {
    const due = Math.max(device.heardAt, lease.grantedAt) + lease.termMs;
    if (due <= turn.now) expired = true;
    else next = Math.min(next, due);
  }
  if (!expired) return watch(turn, device, next);
  // One term over: the device has not said a word for at least 30 s, so nothing else it holds is better off.
  device.suspects = runningChunks(device).map(({ lease, index }) => ({ job: lease.job.row.number, index }));
  device.silent = true;
  recount(device);
  releaseDevice(turn, device);
}

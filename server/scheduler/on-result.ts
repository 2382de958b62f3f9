// Results and failures of chunks. `onResults` is the hot path: per record two bit tests, a stamp in place and a few sums, no object; the
// bytes are kept as slices of the message until the tick is cut.
import {
  type Batch,
  recordByReference,
  recordBytes,
  stampRecord,
  unpackManifest,
} from '../../shared/contract/result-batch.ts';
import { canAsk, openVotes } from './agreement/second.ts';
import { askVerify, lookAt } from './ask-verify.ts';
import { historyOf, isRecorded, letGo, releaseFromAll } from './chunk.ts';
import { askForWork, restFor } from './demand.ts';
import { settle, unsettle } from './ending.ts';
import type { SwarmEvent } from './events.ts';
import { endLease, giveUp, leaseOf, releaseLease } from './lease.ts';
import { countIn } from './meter.ts';
import { learnRate } from './power.ts';
import { emptyBitmap } from './spans/bitmap.ts';
import { findSpan, takePending } from './spans/span.ts';
import {
  type ChunkHistory,
  type Device,
  type Job,
  type Lease,
  type OpenSegment,
  type Span,
  type Turn,
  mayComputeFor,
} from './swarm-state.ts';
import { openSegment } from './tick.ts';

type Of<T extends SwarmEvent['type']> = Extract<SwarmEvent, { type: T }>;

/** Failures of a chunk before it is given up, and of a device before it rests. */
export const THROWS_TO_FAIL = 3;
export const ERRORS_TO_REST = 5;
export const FIRST_REST_MS = 5_000;
export const LONGEST_REST_MS = 300_000;

export function onResults(turn: Turn, event: Of<'resultsArrived'>): void {
  const { batch, ticket } = event;
  const device = turn.state.devices.get(event.device);
  const job = turn.state.jobs.get(batch.job);
  if (!device || !job || !mayComputeFor(device, job, batch.generation)) {
    turn.effects.push({ when: 'now', type: 'reply', ticket, status: 'gone' });
    return;
  }
  device.row.lastSeenAt = event.at;
  takeBatch(turn, job, device, batch);
  // Also for results that were known: the one that counts may not be on disk yet [P13].
  turn.effects.push({ when: 'afterCommit', type: 'reply', ticket, status: 'recorded' });
  settle(turn, job);
  askForWork(turn, device);
}

interface Sums {
  fresh: number;
  cpu: number;
  cost: number;
}

function takeBatch(turn: Turn, job: Job, device: Device, batch: Batch): void {
  const { state } = turn;
  const { bytes, view, offsets, count } = batch;
  const number = device.row.number;
  const trusts = job.row.verification === 'trust' && !job.row.stops;
  const segment = openSegment(state.tick, job);
  const sums: Sums = { fresh: 0, cpu: 0, cost: 0 };
  let span: Span | null = null;
  let lease: Lease | null = null;
  let emptied: Set<Lease> | null = null;
  // Records that are new and lie side by side in the message are kept as one slice; chunks that follow each other are priced as one range.
  let sliceFrom = -1;
  let marked = false;
  let runFrom = 0;
  let runEnd = -1;
  for (let i = 0; i < count; i++) {
    const at = offsets[i] ?? 0;
    const index = view.getUint32(at, true);
    if (!span || index < span.first || index >= span.first + span.count) {
      span = index < job.row.count ? findSpan(job, index) : null;
      marked = false;
    }
    const local = span ? index - span.first : 0;
    const known =
      !span || span.recorded === null || ((span.recorded[local >>> 3] ?? 0) & (1 << (local & 7))) !== 0;
    const history = job.history.size === 0 ? undefined : job.history.get(index);
    if (known || !span || !span.recorded || (history && isStale(turn, history, device, job, index))) {
      // A repeated result, or a chunk that was never claimed and so never handed out: acknowledged, and nothing changes.
      if (sliceFrom >= 0) keep(segment, bytes, sliceFrom, at);
      sliceFrom = -1;
      continue;
    }
    if (sliceFrom < 0) sliceFrom = at;
    if (!marked) state.tick.spans.add(span);
    marked = true;
    span.recorded[local >>> 3] = (span.recorded[local >>> 3] ?? 0) | (1 << (local & 7));
    span.recordedCount++;
    const id = span.holder === null ? 0 : (span.holder[local] ?? 0);
    if (id === 0) unwait(turn, job, span, index);
    else if (job.copies.size > 0) releaseFromAll(turn, job, span, index, (emptied ??= new Set()));
    else {
      if (lease === null || lease.id !== id) lease = state.leases.get(id) ?? null;
      if (span.holder) span.holder[local] = 0;
      if (lease) {
        lease.left--;
        lease.progressAt = turn.now;
        if (lease.left === 0) (emptied ??= new Set()).add(lease);
      }
    }
    const attempt = history ? history.row.attempt : 0;
    if (history) forgiveDevice(turn, history, device);
    stampRecord(view, at, attempt, number);
    if (recordByReference(view, at))
      segment.parts.push(...(unpackManifest(recordBytes(batch, at))?.parts ?? []).map((part) => part.sha));
    sums.fresh++;
    sums.cpu += view.getUint32(at + 14, true);
    if (index < segment.low) segment.low = index;
    if (index > segment.high) segment.high = index;
    if (index !== runEnd) {
      if (runEnd > runFrom) sums.cost += job.costs.cost(runFrom, runEnd - runFrom);
      runFrom = index;
    }
    runEnd = index + 1;
    const verifies = trusts ? null : lookAt(turn, job, device, history);
    if (verifies === null) {
      span.accepted ??= emptyBitmap(span.count);
      span.accepted[local >>> 3] = (span.accepted[local >>> 3] ?? 0) | (1 << (local & 7));
      span.acceptedCount++;
      job.accepted++;
      if (!trusts) job.acceptedCost += job.costs.cost(index, 1);
    } else askVerify(turn, job, index, attempt, number, verifies, history);
  }
  if (sliceFrom >= 0) keep(segment, bytes, sliceFrom, bytes.length);
  if (runEnd > runFrom) sums.cost += job.costs.cost(runFrom, runEnd - runFrom);
  if (trusts) job.acceptedCost += sums.cost;
  if (emptied) for (const done of emptied) endLease(turn, done);
  if (sums.fresh > 0) countFresh(turn, job, device, segment, sums);
}

function keep(segment: OpenSegment, bytes: Uint8Array, from: number, to: number): void {
  segment.slices.push(bytes.subarray(from, to));
  segment.bytes += to - from;
}

/** The chunk was not on a lease: it is pending no more, or failed no more. */
function unwait(turn: Turn, job: Job, span: Span, index: number): void {
  if (takePending(span, index, index + 1) > 0) return;
  const history = job.history.get(index);
  if (!history?.row.failed) return;
  history.row.failed = false;
  turn.state.tick.histories.add(history);
  job.failed--;
  // Better late: the output can have this chunk after all [E2].
  unsettle(turn, job);
}

function countFresh(
  turn: Turn,
  job: Job,
  device: Device,
  segment: OpenSegment,
  { fresh, cpu, cost }: Sums,
): void {
  const { tick } = turn.state;
  const seconds = cpu / 1e6;
  segment.count += fresh;
  job.recorded += fresh;
  let share = job.shares.get(device.row.number);
  if (!share)
    job.shares.set(
      device.row.number,
      (share = { job: job.row.number, device: device.row.number, chunks: 0, trusted: 0, cpuSeconds: 0 }),
    );
  share.chunks += fresh;
  share.cpuSeconds += seconds;
  tick.shares.add(share);
  device.row.chunksDone += fresh;
  device.row.cpuSeconds += seconds;
  device.errorsInRow = 0;
  device.rests = 0;
  tick.devices.add(device);
  // Clocks that tick slower than a chunk takes say 0.
  learnRate(device, job.row.kernel, cost, Math.max(seconds, fresh * 1e-6));
  countIn(device.meter, fresh, turn.now);
  countIn(device.swarm.meter, fresh, turn.now);
  countIn(job.meter, cost, turn.now);
}

export function onChunkFailed(turn: Turn, event: Of<'chunkFailed'>): void {
  const { failure, ticket } = event;
  const device = turn.state.devices.get(event.device);
  const job = turn.state.jobs.get(failure.job);
  if (!device || !job || !mayComputeFor(device, job, failure.generation)) {
    turn.effects.push({ when: 'now', type: 'reply', ticket, status: 'gone' });
    return;
  }
  device.row.lastSeenAt = event.at;
  turn.effects.push({ when: 'afterCommit', type: 'reply', ticket, status: 'recorded' });
  const span = findSpan(job, failure.index);
  const lease = span ? leaseOf(turn.state, device, span, failure.index) : null;
  // Who does not hold a chunk has nothing to say about it: a repeated report, or a forged one [A6].
  if (!span || !lease) return;
  letGo(turn, lease, failure.index, failure.index + 1);
  if (lease.left === 0) endLease(turn, lease);
  blameChunk(turn, job, span, device, event);
  blameDevice(turn, device);
  settle(turn, job);
  askForWork(turn, device);
}

/** A device's result of this chunk did not count, and it was not asked again: what it sends is that result once more [V5]. */
function isStale(turn: Turn, history: ChunkHistory, device: Device, job: Job, index: number): boolean {
  if (!history.row.avoid.includes(device.row.number)) return false;
  const span = findSpan(job, index);
  return span === null || leaseOf(turn.state, device, span, index) === null;
}

/** Its new result is the one that counts now: `avoid` names only devices that the present record is not from [V4]. */
function forgiveDevice(turn: Turn, history: ChunkHistory, device: Device): void {
  const at = history.row.avoid.indexOf(device.row.number);
  if (at < 0) return;
  history.row.avoid.splice(at, 1);
  turn.state.tick.histories.add(history);
}

function blameChunk(turn: Turn, job: Job, span: Span, device: Device, { failure }: Of<'chunkFailed'>): void {
  if (isRecorded(span, failure.index)) return;
  const history = historyOf(turn, job, failure.index);
  history.row.threwOn.push(device.row.number);
  history.row.lastCode = failure.code;
  history.row.lastMessage = failure.message;
  history.stuckSince = -1;
  if (isHopeless(turn, job, history, device)) giveUp(turn, job, span, history);
}

/** It threw too often on this device; or, while nobody has a result for it, on enough devices, or often enough on those that are there. With a result
 *  others are asked, and what was said decides [V12]. */
function isHopeless(turn: Turn, job: Job, history: ChunkHistory, { row }: Device): boolean {
  const { threwOn } = history.row;
  if (threwOn.filter((number) => number === row.number).length >= THROWS_TO_FAIL) return true;
  if (threwOn.length < THROWS_TO_FAIL || openVotes(turn, history).length > 0) return false;
  return new Set(threwOn).size >= THROWS_TO_FAIL || !canAsk(turn, job, threwOn, history);
}

/** Five in a row and it rests, longer each time, and gives back what it has; a good result ends the series [A6]. */
function blameDevice(turn: Turn, device: Device): void {
  device.errorsInRow++;
  if (device.errorsInRow < ERRORS_TO_REST || device.resting) return;
  const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** device.rests);
  device.rests++;
  device.errorsInRow = 0;
  device.resting = true;
  restFor(turn, device, rest);
  for (const lease of device.leases.values()) {
    const { job, wireId, first, end } = lease;
    turn.effects.push({
      when: 'now',
      type: 'sendTakeBack',
      device: device.row.number,
      leaseId: wireId,
      job: job.row.number,
      first,
      count: end - first,
    });
    releaseLease(turn, lease);
  }
  turn.effects.push({
    when: 'now',
    type: 'note',
    swarm: device.row.swarm,
    tone: 'warning',
    text: `${device.row.name} rests for ${Math.round(rest / 1000)} s after ${ERRORS_TO_REST} errors in a row.`,
  });
}

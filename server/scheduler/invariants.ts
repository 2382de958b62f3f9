// What is always true of the state, recounted from scratch. For tests: it walks over everything.
import { isAvailable } from './power.ts';
import {
  recordAttempt,
  recordIndex,
  recordLength,
  RECORD_BYTES,
} from '../../shared/contract/result-batch.ts';
import { hasBit } from './spans/bitmap.ts';
import { hasInRanges } from './spans/range-set.ts';
import {
  type ChunkHistory,
  type Job,
  type Span,
  type SwarmsState,
  isLive,
  leasedChunks,
} from './swarm-state.ts';

function ensure(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${what}`);
}

/** @throws Error naming the first invariant that does not hold. */
export function checkInvariants(state: SwarmsState): void {
  for (const job of state.jobs.values()) checkJob(state, job);
  for (const lease of state.leases.values()) {
    const what = `lease ${lease.id} of device ${lease.device.row.number}`;
    ensure(isLive(lease.job), `${what} is of an ended job`);
    ensure(lease.device.leases.get(lease.wireId) === lease, `${what} is unknown to its device`);
    ensure(lease.job.leases.has(lease), `${what} is unknown to its job`);
    ensure(lease.left > 0, `${what} expects nothing`);
    ensure(state.devices.get(lease.device.row.number) === lease.device, `${what}: its device is gone`);
    ensure(lease.device.row.quarantine === null, `${what} is held in quarantine`);
    ensure(lease.device.row.approved, `${what} is held without approval`);
    ensure(lease.device.swarm.row.number === lease.job.row.swarm, `${what} is of another swarm`);
  }
  for (const swarm of state.swarms.values())
    for (const device of [...swarm.devices, ...swarm.wanting])
      ensure(
        state.devices.get(device.row.number) === device && device.swarm === swarm,
        `device ${device.row.number} is not of swarm ${swarm.row.number}`,
      );
  for (const device of state.devices.values()) {
    ensure(
      device.swarm.devices.has(device) && device.row.swarm === device.swarm.row.number,
      `device ${device.row.number} is unknown to its swarm`,
    );
    for (const lease of device.leases.values())
      ensure(state.leases.get(lease.id) === lease, `device ${device.row.number} holds a lease that ended`);
    ensure(
      device.weight === 0 || isAvailable(device),
      `device ${device.row.number} is weighed although it cannot work`,
    );
  }
  for (const [job, segments] of state.tick.segments) {
    const seen = new Set<string>();
    for (const segment of segments) {
      let count = 0;
      for (const slice of segment.slices) {
        const view = new DataView(slice.buffer, slice.byteOffset, slice.byteLength);
        for (let at = 0; at < slice.length; at += RECORD_BYTES + recordLength(view, at)) {
          const key = `${recordIndex(view, at)}/${recordAttempt(view, at)}`;
          ensure(!seen.has(key), `chunk ${key} of job ${job.row.number} is twice in one tick`);
          ensure(
            recordIndex(view, at) >= segment.low && recordIndex(view, at) <= segment.high,
            `chunk ${key} lies outside its segment`,
          );
          seen.add(key);
          count++;
        }
      }
      ensure(
        count === segment.count,
        `a segment of job ${job.row.number} says ${segment.count} records and has ${count}`,
      );
    }
  }
}

function checkJob(state: SwarmsState, job: Job): void {
  const what = `job ${job.row.number}`;
  if (!isLive(job)) {
    ensure(
      job.leases.size === 0 && job.spans.length === 0,
      `${what} has ended and still has leases or spans`,
    );
    return;
  }
  ensure(
    job.row.count > 0 ||
      (job.spans.length === 0 && ['uploading', 'queued', 'paused'].includes(job.row.state)),
    `${what} is ${job.row.state} although it was never cut`,
  );
  const counted = { claimed: 0, pending: 0, recorded: 0, accepted: 0, failed: 0, leased: 0 };
  const left = new Map<number, number>();
  for (const span of job.spans) {
    ensure(
      span.pending.size > 0 === job.ready.includes(span),
      `${what}: span ${span.no} is wrongly (not) ready`,
    );
    checkSpan(state, job, span, counted, left);
  }
  for (const lease of job.leases)
    ensure(
      lease.left === (left.get(lease.id) ?? 0),
      `lease ${lease.id} expects ${lease.left} chunks but holds ${left.get(lease.id) ?? 0}`,
    );
  for (const key of ['claimed', 'pending', 'recorded', 'accepted', 'failed'] as const)
    ensure(job[key] === counted[key], `${what} counts ${job[key]} ${key}, there are ${counted[key]}`);
  checkStopped(job, what);
  ensure(
    leasedChunks(job) === counted.leased,
    `${what} counts ${leasedChunks(job)} leased, there are ${counted.leased}`,
  );
  ensure(
    job.row.state !== 'reducing' || job.row.stoppedAt !== null || job.accepted + job.failed === job.row.count,
    `${what} is being reduced before its time`,
  );
}

function checkStopped({ row, spans, leases }: Job, what: string): void {
  const { stoppedAt } = row;
  if (stoppedAt === null) return;
  ensure(row.stops, `${what} has stopped although it never looked for anything`);
  ensure(leases.size === 0, `${what} has found what it looked for and is still worked on`);
  const span = spans.find(({ first, count }) => stoppedAt >= first && stoppedAt < first + count);
  ensure(
    span !== undefined && hasBit(span.accepted, stoppedAt - span.first),
    `${what} stopped at chunk ${stoppedAt}, which is not accepted`,
  );
}

function checkVotes(history: ChunkHistory | undefined, isRecorded: boolean, what: string): void {
  if (!history) return;
  const { attempt, votes } = history.row;
  const attempts = new Set(votes.map((vote) => vote.attempt));
  ensure(attempts.size === votes.length, `${what} has two votes of one attempt`);
  ensure(!attempts.has(attempt), `the present result of ${what} is one of its votes`);
  ensure(
    isRecorded || votes.every((vote) => vote.attempt < attempt),
    `${what} is to be computed under an attempt that it had before`,
  );
}

function checkSpan(
  state: SwarmsState,
  job: Job,
  span: Span,
  counted: Record<string, number>,
  left: Map<number, number>,
): void {
  let recorded = 0;
  let accepted = 0;
  for (let i = 0; i < span.count; i++) {
    const index = span.first + i;
    const what = `chunk ${index} of job ${job.row.number}`;
    const isRecorded = hasBit(span.recorded, i);
    const isAccepted = hasBit(span.accepted, i);
    const id = span.holder?.[i] ?? 0;
    const copies = job.copies.get(index) ?? [];
    const places = [
      hasInRanges(span.pending, index),
      id !== 0,
      isRecorded,
      job.history.get(index)?.row.failed ?? false,
    ];
    ensure(
      places.filter(Boolean).length === 1,
      `${what} is not exactly one of pending, leased, recorded, failed: ${places.join()}`,
    );
    ensure(!isAccepted || isRecorded, `${what} is accepted but not recorded`);
    checkVotes(job.history.get(index), isRecorded, what);
    ensure(id !== 0 || copies.length === 0, `${what} has copies but no holder`);
    if (id !== 0) {
      const holders = [id, ...copies.map((lease) => lease.id)];
      const devices = new Set(holders.map((holder) => state.leases.get(holder)?.device));
      ensure(!devices.has(undefined), `${what} is held by a lease that ended`);
      ensure(devices.size === holders.length, `${what} is twice on one device`);
      for (const holder of holders) left.set(holder, (left.get(holder) ?? 0) + 1);
    }
    for (const [place, key] of ['pending', 'leased', 'recorded', 'failed'].entries())
      if (places[place]) counted[key] = (counted[key] ?? 0) + 1;
    recorded += Number(isRecorded);
    accepted += Number(isAccepted);
  }
  counted['claimed'] = (counted['claimed'] ?? 0) + span.count;
  counted['accepted'] = (counted['accepted'] ?? 0) + accepted;
  ensure(
    span.recordedCount === recorded && span.acceptedCount === accepted,
    `span ${span.no} of job ${job.row.number} miscounts its bits`,
  );
}

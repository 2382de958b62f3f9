// What becomes of one chunk. A chunk of an owned span is exactly one of these, and only the functions here move it:
//
//   pending ──hold──▶ leased ──record──▶ recorded ──accept──▶ recorded and accepted
//      ▲◀──letGo───────┘                    │                        │
//      ▲◀──────────────unrecord─────────────┴────────────────────────┘
//      └──fail──▶ failed ──record (a late valid result)──▶ recorded
//
// A chunk may be leased more than once (copies); it is recorded once.
import type { DeviceNumber, JobNumber } from '../../shared/contract/ids.ts';
import { clearBit, fullBitmap, hasBit, setBit } from './spans/bitmap.ts';
import type { ExceptionRow, Vote } from './rows.ts';
import { makePending, takePending } from './spans/span.ts';
import type { ChunkHistory, Device, Job, Lease, Span, Turn } from './swarm-state.ts';

/** Whose vote counts for nothing. */
const NOBODY = 0 as DeviceNumber;

export const isRecorded = (span: Span, index: number): boolean => hasBit(span.recorded, index - span.first);
export const isAccepted = (span: Span, index: number): boolean => hasBit(span.accepted, index - span.first);

/** Of a chunk to which nothing happened yet. */
export const untroubled = (job: JobNumber, index: number): ExceptionRow => ({
  job,
  index,
  attempt: 0,
  crashes: 0,
  threwOn: [],
  avoid: [],
  failed: false,
  lastCode: '',
  lastMessage: '',
  votes: [],
});

export function historyOf(turn: Turn, job: Job, index: number): ChunkHistory {
  let history = job.history.get(index);
  if (!history) {
    const row = untroubled(job.row.number, index);
    job.history.set(index, (history = { row, crashedOn: [], stuckSince: -1, groups: [] }));
  }
  turn.state.tick.histories.add(history);
  return history;
}

export function holds(lease: Lease, index: number): boolean {
  const { span, job } = lease;
  if (span.holder === null || index < lease.first || index >= lease.end) return false;
  if (span.holder[index - span.first] === lease.id) return true;
  return job.copies.size > 0 && (job.copies.get(index)?.includes(lease) ?? false);
}

/** Gives pending chunks [first, end) to the lease. */
export function hold(lease: Lease, first: number, end: number): void {
  const { span } = lease;
  takePending(span, first, end);
  span.holder ??= new Uint32Array(span.count);
  span.holder.fill(lease.id, first - span.first, end - span.first);
  lease.left += end - first;
}

/** Lets the lease hold a chunk that somebody else holds already. */
export function holdCopy(lease: Lease, index: number): void {
  const { copies } = lease.job;
  const others = copies.get(index);
  if (others) others.push(lease);
  else copies.set(index, [lease]);
  lease.left++;
}

/** The lease gives up those of [first, end) that it holds; what nobody else holds is pending again. Returns how many it held. */
export function letGo(turn: Turn, lease: Lease, first: number, end: number): number {
  const { span, job } = lease;
  if (span.holder === null) return 0;
  let freed = 0;
  let from = -1;
  for (let index = Math.max(first, lease.first); index <= Math.min(end, lease.end); index++) {
    let free = false;
    if (index < end && index < lease.end && holds(lease, index)) {
      freed++;
      free = dropHolder(job, span, lease, index);
    }
    if (free && from < 0) from = index;
    if (!free && from >= 0) {
      makePending(turn.state, span, from, index);
      from = -1;
    }
  }
  lease.left -= freed;
  return freed;
}

/** True when nobody holds the chunk any more. */
function dropHolder(job: Job, span: Span, lease: Lease, index: number): boolean {
  const others = job.copies.size > 0 ? job.copies.get(index) : undefined;
  if (!span.holder) return true;
  if (!others) {
    span.holder[index - span.first] = 0;
    return true;
  }
  const at = others.indexOf(lease);
  const heir = at >= 0 ? lease : others.shift();
  if (at >= 0) others.splice(at, 1);
  else if (heir) span.holder[index - span.first] = heir.id;
  if (others.length === 0) job.copies.delete(index);
  return false;
}

/** Takes the chunk from everybody who holds it, because it is done or failed. Their leases expect one chunk less. */
export function releaseFromAll(turn: Turn, job: Job, span: Span, index: number, emptied: Set<Lease>): void {
  const id = span.holder?.[index - span.first] ?? 0;
  if (id === 0 || !span.holder) return;
  span.holder[index - span.first] = 0;
  const holders = job.copies.size > 0 ? (job.copies.get(index) ?? []) : [];
  job.copies.delete(index);
  const first = turn.state.leases.get(id);
  for (const lease of first ? [first, ...holders] : holders) {
    lease.left--;
    lease.progressAt = turn.now;
    if (lease.left === 0) emptied.add(lease);
  }
}

export function accept(turn: Turn, job: Job, span: Span, index: number): void {
  if (isAccepted(span, index) || !span.accepted) return;
  setBit(span.accepted, index - span.first);
  span.acceptedCount++;
  job.accepted++;
  job.acceptedCost += job.costs.cost(index, 1);
  turn.state.tick.spans.add(span);
}

/** An attempt number that no result of this chunk has had. Votes keep theirs, also when one of them came to count after all. */
export const nextAttempt = ({ attempt, votes }: ChunkHistory['row']): number =>
  Math.max(attempt, ...votes.map((vote) => vote.attempt)) + 1;

/** The recorded result does not count: both bits go, the next result carries another attempt number, and this device is avoided.
 *  When it had ended the job, the job has not ended. */
export function unrecord(
  turn: Turn,
  job: Job,
  span: Span,
  index: number,
  device: DeviceNumber,
  code: string,
  message: string,
): ChunkHistory {
  const attempt = job.history.get(index)?.row.attempt ?? 0;
  const history = putBack(turn, job, span, index, device);
  // A liar's word counts for nothing, but votes name the highest attempt there was, so that one of them can become the record again.
  if (history.row.votes.length > 0 && code !== 'unproven')
    history.row.votes.push({ attempt, device: NOBODY });
  history.row.lastCode = code;
  history.row.lastMessage = message;
  job.rejected++;
  return history;
}

/** The chunk is pending again, for another device; nothing is said against the result it had. */
export function putBack(turn: Turn, job: Job, span: Span, index: number, device: DeviceNumber): ChunkHistory {
  const local = index - span.first;
  span.recorded ??= fullBitmap(span.count);
  clearBit(span.recorded, local);
  span.recordedCount--;
  job.recorded--;
  if (isAccepted(span, index)) {
    span.accepted ??= fullBitmap(span.count);
    clearBit(span.accepted, local);
    span.acceptedCount--;
    job.accepted--;
    job.acceptedCost -= job.costs.cost(index, 1);
  }
  credit(turn, job, device, -1);
  const history = historyOf(turn, job, index);
  history.row.attempt = nextAttempt(history.row);
  if (!history.row.avoid.includes(device)) history.row.avoid.push(device);
  if (job.row.stoppedAt === index) {
    job.row.stoppedAt = null;
    turn.state.tick.jobs.add(job);
  }
  turn.state.tick.spans.add(span);
  makePending(turn.state, span, index, index + 1);
  return history;
}

/** An earlier result of a pending chunk is its record again. */
export function recordAgain(turn: Turn, job: Job, span: Span, { row }: ChunkHistory, winner: Vote): void {
  const { index } = row;
  takePending(span, index, index + 1);
  span.recorded ??= fullBitmap(span.count);
  setBit(span.recorded, index - span.first);
  span.recordedCount++;
  job.recorded++;
  turn.state.tick.spans.add(span);
  row.votes = row.votes.filter(({ attempt }) => attempt !== winner.attempt);
  row.attempt = winner.attempt;
  row.avoid = row.avoid.filter((device) => device !== winner.device);
  historyOf(turn, job, index).stuckSince = -1;
  credit(turn, job, winner.device, 1);
}

/** What the device has said of the job's chunks is nobody's word any more [V10]. */
export function disown(turn: Turn, job: Job, device: DeviceNumber): void {
  for (const history of job.history.values()) {
    const { row } = history;
    if (!row.votes.some((vote) => vote.device === device)) continue;
    row.votes = row.votes.map((vote) => (vote.device === device ? { ...vote, device: NOBODY } : vote));
    turn.state.tick.histories.add(history);
  }
}

/** A record more or less of this device is the one that counts. */
export function credit(turn: Turn, job: Job, device: DeviceNumber, chunks: 1 | -1): void {
  const share = job.shares.get(device);
  if (!share || share.chunks + chunks < 0) return;
  share.chunks += chunks;
  turn.state.tick.shares.add(share);
}

/** The chunk is given up. A valid result that still comes is taken all the same. */
export function failChunk(
  turn: Turn,
  job: Job,
  span: Span,
  history: ChunkHistory,
  emptied: Set<Lease>,
): void {
  const { index } = history.row;
  releaseFromAll(turn, job, span, index, emptied);
  takePending(span, index, index + 1);
  history.row.failed = true;
  turn.state.tick.histories.add(history);
  job.failed++;
  if (job.failed === 1)
    turn.effects.push({
      when: 'afterCommit',
      type: 'note',
      swarm: job.row.swarm,
      tone: 'warning',
      text: `Chunk ${index} of ${job.row.name} failed: ${history.row.lastMessage || history.row.lastCode}`,
    });
}

/** Devices that have had their chance at this chunk. */
export const isAvoided = (history: ChunkHistory, device: Device): boolean => {
  const { number } = device.row;
  return (
    history.row.avoid.includes(number) ||
    history.row.threwOn.includes(number) ||
    history.crashedOn.includes(number)
  );
};

/** It was running at two crashes: one more and it has failed, so it goes alone, and never two such to one device [L6]. */
export const isRisky = (history: ChunkHistory | undefined): boolean =>
  history !== undefined && history.row.crashes >= 2;

// Owned spans of a job: opening one, finding the one a chunk lies in, and keeping the list of those that have pending chunks, so that
// leasing never looks at a span that has none. Cost per chunk does not depend on how many chunks or spans the job has.
import { enqueue, isServable } from '../job-queue.ts';
import type { SpanRow } from '../rows.ts';
import type { Job, Span, SwarmsState } from '../swarm-state.ts';
import { countBits, hasBit } from './bitmap.ts';
import { addRange, emptyRanges, removeRange } from './range-set.ts';

/** Position of the first span whose end lies beyond `index`. */
export function spanFrom(spans: readonly Pick<Span, 'first' | 'count'>[], index: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const span = spans[middle];
    if (span && span.first + span.count <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function findSpan(job: Job, index: number): Span | null {
  const last = job.lastSpan;
  if (last && index >= last.first && index < last.first + last.count) return last;
  const span = job.spans[spanFrom(job.spans, index)];
  if (!span || index < span.first) return null;
  job.lastSpan = span;
  return span;
}

/** Takes a claimed or restored span into the job. Its unrecorded chunks that did not fail are pending. */
export function openSpan(state: SwarmsState, job: Job, row: SpanRow): Span {
  const span: Span = {
    job,
    no: row.no,
    first: row.first,
    count: row.count,
    recorded: row.recorded,
    accepted: row.accepted,
    recordedCount: countBits(row.recorded, row.count),
    acceptedCount: countBits(row.accepted, row.count),
    pending: emptyRanges(),
    holder: null,
  };
  job.spans.splice(spanFrom(job.spans, row.first), 0, span);
  job.claimed += span.count;
  job.recorded += span.recordedCount;
  job.accepted += span.acceptedCount;
  if (span.recordedCount === 0 && job.history.size === 0) {
    makePending(state, span, span.first, span.first + span.count);
    return span;
  }
  if (span.recorded === null) return span;
  let from = span.first;
  for (let i = 0; i <= span.count; i++) {
    const index = span.first + i;
    const failed = job.history.size > 0 && (job.history.get(index)?.row.failed ?? false);
    if (i < span.count && failed && !hasBit(span.recorded, i)) job.failed++;
    if (i < span.count && !failed && !hasBit(span.recorded, i)) continue;
    if (index > from) makePending(state, span, from, index);
    from = index + 1;
  }
  return span;
}

/** Chunks [first, end) of the span wait for a device again. */
export function makePending(state: SwarmsState, span: Span, first: number, end: number): void {
  const { job } = span;
  const before = span.pending.size;
  addRange(span.pending, first, end);
  job.pending += span.pending.size - before;
  if (before === 0 && span.pending.size > 0) job.ready.splice(spanFrom(job.ready, span.first), 0, span);
  offer(state, job);
}

/** The job may have become one that devices can be served from. */
export function offer(state: SwarmsState, job: Job): void {
  if (!isServable(job)) return;
  const swarm = state.swarms.get(job.row.swarm);
  if (!swarm) return;
  enqueue(swarm.queue, job);
  state.restless.add(swarm);
}

/** Takes [first, end) out of what is pending; returns how many chunks were. */
export function takePending(span: Span, first: number, end: number): number {
  const taken = removeRange(span.pending, first, end);
  if (taken === 0) return 0;
  span.job.pending -= taken;
  if (span.pending.size === 0) {
    const at = span.job.ready.indexOf(span);
    if (at >= 0) span.job.ready.splice(at, 1);
  }
  return taken;
}

// What has changed since the last cut, and the cut itself: one list of changes that is committed together or not at all. Rows are copied
// here, because the state goes on changing while the store still writes.
import type { Change } from './changes.ts';
import type { ShareRow, SpanRow } from './rows.ts';
import type { ChunkHistory, Job, OpenSegment, OpenTick, Span, SwarmsState } from './swarm-state.ts';

/** A segment is one database row; beyond this another is begun. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

export const emptyTick = (): OpenTick => ({
  added: new Map(),
  jobs: new Set(),
  cuts: new Map(),
  removed: new Set(),
  segments: new Map(),
  spans: new Set(),
  histories: new Set(),
  shares: new Set(),
  devicesAdded: new Set(),
  devices: new Set(),
  devicesRemoved: new Set(),
  swarms: new Set(),
});

/** The segment to which the job's records of this tick are appended. */
export function openSegment(tick: OpenTick, job: Job): OpenSegment {
  let list = tick.segments.get(job);
  if (!list) tick.segments.set(job, (list = []));
  const last = list[list.length - 1];
  if (last && last.bytes < SEGMENT_BYTES) return last;
  const segment: OpenSegment = { slices: [], bytes: 0, count: 0, low: Infinity, high: -1, parts: [] };
  list.push(segment);
  return segment;
}

export function spanRow(span: Span): SpanRow {
  const { no, first, count, recorded, accepted } = span;
  return {
    job: span.job.row.number,
    no,
    first,
    count,
    recorded: recorded?.slice() ?? null,
    accepted: accepted?.slice() ?? null,
  };
}

/** Full bitmaps become null: in the row, and in memory once nobody holds a chunk of the span. */
function closeIfFull(span: Span): void {
  if (span.recordedCount === span.count) {
    span.recorded = null;
    span.holder = null;
  }
  if (span.acceptedCount === span.count) span.accepted = null;
}

function joinSegment(job: Job, segment: OpenSegment): Change {
  const body = new Uint8Array(segment.bytes);
  let at = 0;
  for (const slice of segment.slices) {
    body.set(slice, at);
    at += slice.length;
  }
  const { count, low, high } = segment;
  return {
    type: 'segmentAdded',
    job: job.row.number,
    body,
    count,
    low,
    high,
    parts: [...new Set(segment.parts)],
  };
}

const historyRow = ({ row }: ChunkHistory) => ({
  ...row,
  threwOn: [...row.threwOn],
  avoid: [...row.avoid],
  votes: [...row.votes],
});
const shareRow = (row: ShareRow) => ({ ...row });

/** Takes everything that changed out of the state. Rows of removed jobs and devices are left out: they would have nothing to refer to. */
export function cutTick(state: SwarmsState): Change[] {
  const { tick } = state;
  state.tick = emptyTick();
  const changes: Change[] = [];
  for (const swarm of tick.swarms) changes.push({ type: 'swarmChanged', row: { ...swarm.row } });
  for (const device of tick.devicesAdded) changes.push({ type: 'deviceAdded', row: { ...device.row } });
  for (const job of tick.jobs) {
    const payload = tick.added.get(job.row.number);
    if (payload) changes.push({ type: 'jobAdded', row: { ...job.row }, payload });
    else changes.push({ type: 'jobChanged', row: { ...job.row } });
  }
  for (const [job, index] of tick.cuts) changes.push({ type: 'jobIndexed', job: job.row.number, index });
  for (const [job, segments] of tick.segments)
    for (const segment of segments) if (segment.count > 0) changes.push(joinSegment(job, segment));
  for (const span of tick.spans) {
    closeIfFull(span);
    changes.push({ type: 'spanChanged', row: spanRow(span) });
  }
  for (const history of tick.histories) changes.push({ type: 'exceptionChanged', row: historyRow(history) });
  for (const share of tick.shares) changes.push({ type: 'shareChanged', row: shareRow(share) });
  for (const device of tick.devices)
    if (!tick.devicesAdded.has(device)) changes.push({ type: 'deviceChanged', row: { ...device.row } });
  for (const job of tick.removed) changes.push({ type: 'jobRemoved', job });
  for (const device of tick.devicesRemoved) changes.push({ type: 'deviceRemoved', device });
  return changes;
}

/** The job's changes of this tick are not wanted any more: the job goes. A job the store never saw leaves no trace at all. */
export function forgetInTick(tick: OpenTick, job: Job): void {
  const known = !tick.added.delete(job.row.number);
  tick.jobs.delete(job);
  tick.cuts.delete(job);
  tick.segments.delete(job);
  for (const span of tick.spans) if (span.job === job) tick.spans.delete(span);
  for (const history of tick.histories)
    if (history.row.job === job.row.number) tick.histories.delete(history);
  for (const share of tick.shares) if (share.job === job.row.number) tick.shares.delete(share);
  if (known) tick.removed.add(job.row.number);
}

// Counts the chunks of a window by state and bin, from bitmaps and ranges: the cost is that of the spans it overlaps, a byte for eight chunks, never a
// step per chunk.
import { CHUNK_STATES, type ChunkMap, type ChunkRun } from '../../shared/contract/chunk-map.ts';
import { countBitsBetween } from '../scheduler/spans/bitmap.ts';
import { countInRanges, type RangeSet } from '../scheduler/spans/range-set.ts';
import { spanFrom } from '../scheduler/spans/span.ts';

export interface MappedSpan {
  first: number;
  count: number;
  /** As in a span's row: null says that every bit is set. */
  recorded: Uint8Array | null;
  accepted: Uint8Array | null;
  /** Left out where nobody works on the job any more. */
  pending?: RangeSet;
}

export interface MappedJob {
  count: number;
  /** Ascending. */
  spans: readonly MappedSpan[];
  failed: Iterable<number>;
}

export interface MapWindow {
  first: number;
  count: number;
  bins: number;
}

const [PENDING, LEASED, RECORDED, ACCEPTED, FAILED] = [0, 1, 2, 3, 4] as const;
const STATES = CHUNK_STATES.length;

export function mapChunks(job: MappedJob, window: MapWindow): ChunkMap {
  const first = Math.min(window.first, job.count);
  const end = Math.min(job.count, first + window.count);
  const binSize = Math.max(1, Math.ceil((end - first) / window.bins));
  const bins = Math.ceil((end - first) / binSize);
  const counts = new Float64Array(bins * STATES);
  const add = (bin: number, state: number, amount: number) => {
    counts[bin * STATES + state] = (counts[bin * STATES + state] ?? 0) + amount;
  };
  // Nobody has claimed it until a span says otherwise.
  for (let bin = 0; bin < bins; bin++)
    add(bin, PENDING, Math.min(end, first + (bin + 1) * binSize) - (first + bin * binSize));
  for (let i = spanFrom(job.spans, first); i < job.spans.length; i++) {
    const span = job.spans[i];
    if (!span || span.first >= end) break;
    const stop = Math.min(end, span.first + span.count);
    for (let from = Math.max(first, span.first); from < stop;) {
      const bin = Math.floor((from - first) / binSize);
      const to = Math.min(stop, first + (bin + 1) * binSize);
      addPiece(span, from, to, (state, amount) => add(bin, state, amount));
      from = to;
    }
  }
  for (const index of job.failed) {
    if (index < first || index >= end) continue;
    const bin = Math.floor((index - first) / binSize);
    // It was neither pending nor recorded, so it was taken for one that somebody has.
    add(bin, LEASED, -1);
    add(bin, FAILED, 1);
  }
  return { first, count: end - first, binSize, runs: asRuns(counts, bins) };
}

function addPiece(
  span: MappedSpan,
  from: number,
  to: number,
  add: (state: number, amount: number) => void,
): void {
  const recorded = countBitsBetween(span.recorded, from - span.first, to - span.first);
  const accepted = countBitsBetween(span.accepted, from - span.first, to - span.first);
  const pending = span.pending ? countInRanges(span.pending, from, to) : 0;
  add(PENDING, pending - (to - from));
  add(LEASED, to - from - pending - recorded);
  add(RECORDED, recorded - accepted);
  add(ACCEPTED, accepted);
}

function asRuns(counts: Float64Array, bins: number): ChunkRun[] {
  const runs: ChunkRun[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const [pending = 0, leased = 0, recorded = 0, accepted = 0, failed = 0] = counts.subarray(
      bin * STATES,
      (bin + 1) * STATES,
    );
    const last = runs.at(-1);
    if (
      last?.[1] === pending &&
      last[2] === leased &&
      last[3] === recorded &&
      last[4] === accepted &&
      last[5] === failed
    )
      last[0]++;
    else runs.push([1, pending, leased, recorded, accepted, failed]);
  }
  return runs;
}

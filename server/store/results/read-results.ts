// Valid records in ascending order, a page at a time. A chunk's valid record is the one with the chunk's present attempt number, and only
// while its recorded bit is set. A page is a window of recorded chunks sized by guess from a segment near its start; a bad guess is retried.
import type { ChunkRange } from '../../../shared/contract/chunk.ts';
import { RECORD_BYTES, recordAttempt, recordIndex } from '../../../shared/contract/result-batch.ts';
import { isSet, type ResultSource } from './result-source.ts';
import { nextRecord, viewOf } from './segment.ts';

export interface ResultPage {
  records: Uint8Array;
  next: number | null;
}

/** All that are on disk, or only those that count. */
export type ResultsWanted = 'recorded' | 'accepted';

/** A page may grow to this multiple of what was asked for before its window is cut; it bounds what a read holds in memory. */
const SLACK = 4;

export function readRecord(source: ResultSource, index: number, attempt: number): Uint8Array | null {
  for (const body of source.segments(index, index + 1)) {
    const view = viewOf(body);
    for (let at = 0; at < body.length; at = nextRecord(view, at)) {
      if (recordIndex(view, at) === index && recordAttempt(view, at) === attempt)
        return body.slice(at, nextRecord(view, at));
    }
  }
  return null;
}

export function readPage(
  source: ResultSource,
  range: ChunkRange,
  maxBytes: number,
  which: ResultsWanted = 'recorded',
): ResultPage {
  const end = range.first + range.count;
  let from = range.first;
  let window: number | null = null;
  for (;;) {
    const wanted = chunksWith(source, which, from, end, window ?? 1);
    const first = wanted[0];
    if (first === undefined) return { records: new Uint8Array(0), next: null };
    if (window === null) {
      window = Math.max(1, Math.ceil(maxBytes / meanBytes(source, first)));
      if (window > 1) continue;
    }
    const found = collect(source, wanted, window === 1 ? Infinity : maxBytes * SLACK);
    if (found === null) {
      window = Math.ceil(window / 8);
      continue;
    }
    const after = (wanted.at(-1) ?? first) + 1;
    const page = assemble(found, wanted, maxBytes, after < end ? after : null);
    if (page.records.length > 0 || page.next === null) return page;
    from = page.next;
  }
}

/** The first `limit` chunks of [first, end) whose bit is set. */
function chunksWith(
  source: ResultSource,
  which: ResultsWanted,
  first: number,
  end: number,
  limit: number,
): number[] {
  const chunks: number[] = [];
  for (const span of source.spans(first, end)) {
    const last = Math.min(span.first + span.count, end);
    for (let index = Math.max(span.first, first); index < last; index++) {
      if (!isSet(span[which], index - span.first)) continue;
      chunks.push(index);
      if (chunks.length === limit) return chunks;
    }
  }
  return chunks;
}

function meanBytes(source: ResultSource, index: number): number {
  for (const body of source.segments(index, index + 1)) {
    const view = viewOf(body);
    let count = 0;
    for (let at = 0; at < body.length; at = nextRecord(view, at)) count++;
    return body.length / Math.max(1, count);
  }
  return RECORD_BYTES;
}

/** Copies of the valid records of these chunks, by chunk; null when they grow beyond `limit` bytes. */
function collect(source: ResultSource, wanted: number[], limit: number): Map<number, Uint8Array> | null {
  const first = wanted[0] ?? 0;
  const end = (wanted.at(-1) ?? first) + 1;
  const attempts = source.attempts(first, end);
  const missing = new Set(wanted);
  const found = new Map<number, Uint8Array>();
  let bytes = 0;
  for (const body of source.segments(first, end)) {
    const view = viewOf(body);
    for (let at = 0, next = 0; at < body.length; at = next) {
      next = nextRecord(view, at);
      const index = recordIndex(view, at);
      if (recordAttempt(view, at) !== (attempts.get(index) ?? 0) || !missing.delete(index)) continue;
      bytes += next - at;
      if (bytes > limit) return null;
      found.set(index, body.slice(at, next));
    }
    if (missing.size === 0) break;
  }
  return found;
}

/** At most `maxBytes`, but at least one record if there is any. */
function assemble(
  found: Map<number, Uint8Array>,
  wanted: number[],
  maxBytes: number,
  after: number | null,
): ResultPage {
  let bytes = 0;
  let next = after;
  const taken: Uint8Array[] = [];
  for (const index of wanted) {
    const record = found.get(index);
    if (!record) continue;
    if (taken.length > 0 && bytes + record.length > maxBytes) {
      next = index;
      break;
    }
    taken.push(record);
    bytes += record.length;
  }
  const records = new Uint8Array(bytes);
  let at = 0;
  for (const record of taken) {
    records.set(record, at);
    at += record.length;
  }
  return { records, next };
}

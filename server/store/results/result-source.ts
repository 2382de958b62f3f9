// What reading results needs from an engine. Which record of a chunk is valid, in which order and how much at once is decided above
// this, once for all engines (read-results.ts, find-touched.ts).
import type { SpanRow } from '../../scheduler/rows.ts';

/** One job's spans, present attempts and segments, as of one moment. Ends are exclusive. */
export interface ResultSource {
  /** Spans that overlap chunks [first, end), ascending. Asked lazily: the caller may stop. */
  spans(first: number, end: number): Iterable<SpanRow>;
  /** Present attempt numbers above 0 of chunks [first, end). */
  attempts(first: number, end: number): Map<number, number>;
  /** Bodies of segments that may hold a record of chunks [first, end), in any order. Each is good until the next is asked for. */
  segments(first: number, end: number): Iterable<Uint8Array>;
}

export const isSet = (bits: Uint8Array | null, i: number) =>
  bits === null || ((bits[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;

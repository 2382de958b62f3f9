// Walks packed result records where they lie (the layout is result-batch.ts's, without its batch header) and checks a segment before
// it is stored, so that reading never meets one that lies about what it holds.
import { RECORD_BYTES, recordIndex, recordLength } from '../../../shared/contract/result-batch.ts';
import type { Change } from '../../scheduler/changes.ts';

export const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the record after the one at `at` starts. */
export const nextRecord = (view: DataView, at: number) => at + RECORD_BYTES + recordLength(view, at);

/** @throws Error when the body is not exactly `count` records whose lowest and highest chunk are `low` and `high`. */
export function checkSegment(change: Extract<Change, { type: 'segmentAdded' }>): void {
  const { body, count, low, high, job } = change;
  const view = viewOf(body);
  let seen = 0;
  let lowest = Infinity;
  let highest = -1;
  let at = 0;
  while (at + RECORD_BYTES <= body.length) {
    const index = recordIndex(view, at);
    if (index < lowest) lowest = index;
    if (index > highest) highest = index;
    at = nextRecord(view, at);
    seen++;
  }
  if (at !== body.length || seen !== count || lowest !== low || highest !== high || seen === 0)
    throw new Error(
      `a segment of job ${job} says ${count} records of chunks ${low} to ${high} in ${body.length} bytes and holds ${seen} of ${lowest} to ${highest}, ending at ${at}`,
    );
}

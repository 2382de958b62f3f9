// Which chunks would be lost if a device's results were not believed any more: one pass over the job's segments, one bitmap per span.
import type { ChunkRange } from '../../../shared/contract/chunk.ts';
import { recordAttempt, recordDevice, recordIndex } from '../../../shared/contract/result-batch.ts';
import { isSet, type ResultSource } from './result-source.ts';
import { nextRecord, viewOf } from './segment.ts';

const END = 2 ** 32;

/** Chunks whose valid record came from this device, as ascending ranges that do not touch. */
export function findTouchedChunks(source: ResultSource, device: number): ChunkRange[] {
  const spans = [...source.spans(0, END)].map((span) => ({
    ...span,
    touched: new Uint8Array((span.count + 7) >> 3),
  }));
  const attempts = source.attempts(0, END);
  const spanOf = (index: number) => {
    let low = 0;
    let high = spans.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((spans[middle]?.first ?? Infinity) <= index) low = middle;
      else high = middle - 1;
    }
    return spans[low];
  };
  for (const body of source.segments(0, END)) {
    const view = viewOf(body);
    for (let at = 0; at < body.length; at = nextRecord(view, at)) {
      if (recordDevice(view, at) !== device) continue;
      const index = recordIndex(view, at);
      if (recordAttempt(view, at) !== (attempts.get(index) ?? 0)) continue;
      const span = spanOf(index);
      if (!span) continue;
      const i = index - span.first;
      if (i < 0 || i >= span.count || !isSet(span.recorded, i)) continue;
      span.touched[i >> 3] = (span.touched[i >> 3] ?? 0) | (1 << (i & 7));
    }
  }
  const ranges: ChunkRange[] = [];
  for (const span of spans) {
    for (let i = 0; i < span.count; i++) {
      if (!isSet(span.touched, i)) continue;
      const last = ranges.at(-1);
      if (last && last.first + last.count === span.first + i) last.count++;
      else ranges.push({ first: span.first + i, count: 1 });
    }
  }
  return ranges;
}

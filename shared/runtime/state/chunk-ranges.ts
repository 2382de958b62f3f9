// Arithmetic on lists of chunk ranges. A list is ascending, and its ranges neither touch nor overlap.
import type { ChunkRange } from '../../contract/chunk.ts';

const end = (range: ChunkRange) => range.first + range.count;

export const countChunks = (ranges: readonly ChunkRange[]) =>
  ranges.reduce((sum, range) => sum + range.count, 0);

/** What of `ranges` lies outside `cut`. */
export function subtractRange(ranges: readonly ChunkRange[], cut: ChunkRange): ChunkRange[] {
  const left: ChunkRange[] = [];
  for (const range of ranges) {
    const before = Math.min(end(range), cut.first);
    const after = Math.max(range.first, end(cut));
    if (before > range.first) left.push({ first: range.first, count: before - range.first });
    if (after < end(range)) left.push({ first: after, count: end(range) - after });
  }
  return left;
}

/** What of `ranges` lies inside `window`. */
export function clipRanges(ranges: readonly ChunkRange[], window: ChunkRange): ChunkRange[] {
  const inside: ChunkRange[] = [];
  for (const range of ranges) {
    const first = Math.max(range.first, window.first);
    const last = Math.min(end(range), end(window));
    if (last > first) inside.push({ first, count: last - first });
  }
  return inside;
}

/** `ranges` with `more` added, joined where they touch. */
export function addRange(ranges: readonly ChunkRange[], more: ChunkRange): ChunkRange[] {
  const joined: ChunkRange[] = [];
  for (const range of [...ranges, more].sort((a, b) => a.first - b.first)) {
    const last = joined.at(-1);
    if (last && end(last) >= range.first) last.count = Math.max(end(last), end(range)) - last.first;
    else joined.push({ ...range });
  }
  return joined;
}

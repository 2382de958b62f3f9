// A set of chunk numbers kept as sorted, disjoint, non-touching ranges: [start, end) pairs in one flat array. Taking from the front of the
// first range, which is what leasing does, is O(1); anything else is a binary search and at most one splice.
export interface RangeSet {
  bounds: number[];
  size: number;
}

export const emptyRanges = (): RangeSet => ({ bounds: [], size: 0 });

/** Position in `bounds` (even) of the first range whose end lies beyond `at`; bounds.length when there is none. */
export function rangeFrom(set: RangeSet, at: number): number {
  let low = 0;
  let high = set.bounds.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set.bounds[middle * 2 + 1] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

export function hasInRanges(set: RangeSet, at: number): boolean {
  const start = set.bounds[rangeFrom(set, at)];
  return start !== undefined && start <= at;
}

/** How many of [first, end) are in the set. */
export function countInRanges(set: RangeSet, first: number, end: number): number {
  let total = 0;
  for (let at = rangeFrom(set, first); at < set.bounds.length; at += 2) {
    const low = set.bounds[at] ?? 0;
    if (low >= end) break;
    total += Math.min(end, set.bounds[at + 1] ?? 0) - Math.max(first, low);
  }
  return total;
}

/** Adds [first, end); what is in the set already stays in it. */
export function addRange(set: RangeSet, first: number, end: number): void {
  if (end <= first) return;
  const { bounds } = set;
  // From first - 1: a range that ends exactly at `first` is merged too.
  const from = rangeFrom(set, first - 1);
  let start = first;
  let stop = end;
  let gone = 0;
  let to = from;
  for (; to < bounds.length && (bounds[to] ?? 0) <= end; to += 2) {
    const low = bounds[to] ?? 0;
    const high = bounds[to + 1] ?? 0;
    start = Math.min(start, low);
    stop = Math.max(stop, high);
    gone += high - low;
  }
  bounds.splice(from, to - from, start, stop);
  set.size += stop - start - gone;
}

/** Takes [first, end) out. Returns how many chunks of it were in the set. */
export function removeRange(set: RangeSet, first: number, end: number): number {
  if (end <= first) return 0;
  const { bounds } = set;
  const from = rangeFrom(set, first);
  const low = bounds[from];
  if (low === undefined || low >= end) return 0;
  const high = bounds[from + 1] ?? 0;
  // The common case: something off the front of one range.
  if (low === first && high > end) {
    bounds[from] = end;
    set.size -= end - first;
    return end - first;
  }
  const kept: number[] = [];
  let gone = 0;
  let to = from;
  for (; to < bounds.length; to += 2) {
    const a = bounds[to] ?? 0;
    const b = bounds[to + 1] ?? 0;
    if (a >= end) break;
    if (a < first) kept.push(a, first);
    if (b > end) kept.push(end, b);
    gone += Math.min(b, end) - Math.max(a, first);
  }
  bounds.splice(from, to - from, ...kept);
  set.size -= gone;
  return gone;
}

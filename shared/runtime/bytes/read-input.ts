// A chunk's input as the thread sees it: one run of bytes, put together from slices of parts.
import type { Slice } from '../../contract/blob.ts';
import type { PartCache } from './part-cache.ts';

export const inputSize = (slices: readonly Slice[]) => slices.reduce((sum, slice) => sum + slice.length, 0);

/** Bytes [offset, offset+length) of the slices, in memory of their own. @throws RangeError outside them. */
export async function readInput(
  slices: readonly Slice[],
  cache: PartCache,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  if (offset + length > inputSize(slices))
    throw new RangeError(`bytes ${offset}+${length} lie outside the chunk’s input`);
  const bytes = new Uint8Array(length);
  let start = 0;
  for (const slice of slices) {
    const from = Math.max(offset, start);
    const to = Math.min(offset + length, start + slice.length);
    if (to > from) {
      const part = await cache.get(slice.sha, slice.size);
      const at = slice.offset + from - start;
      if (at + to - from > part.length)
        throw new RangeError(`part ${slice.sha} is shorter than the lease says`);
      bytes.set(part.subarray(at, at + to - from), from - offset);
    }
    start += slice.length;
    if (start >= offset + length) break;
  }
  return bytes;
}

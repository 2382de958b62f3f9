// Bytes addressed by their SHA-256. A *part* is at most 4 MiB and named by the hash of its bytes; a *blob* is a list of
// parts, described by its manifest. Inputs are cut at exactly 4 MiB [P20]; the parts of a result may be of any size
// up to that. A *slice* is a byte range of one part: what a chunk reads is a list of slices, read as if they were one.
import * as z from 'zod/mini';
import { Sha256 } from './ids.ts';
import { list } from './list.ts';

export const PART_BYTES = 4 * 1024 * 1024;

export const Part = z.object({ sha: Sha256, size: z.int().check(z.gte(1), z.lte(PART_BYTES)) });
export type Part = z.infer<typeof Part>;

/** 4 TiB in parts of full size. */
export const MAX_PARTS = 1024 * 1024;

/** An ordered list of parts; the blob is their concatenation. An empty list is the empty blob. */
export const BlobManifest = z.object({
  size: z.int().check(z.gte(0)),
  parts: list(Part, MAX_PARTS),
});
export type BlobManifest = z.infer<typeof BlobManifest>;

/** `length` bytes of part `sha` from `offset` on. `size` is the whole part's size, so that it can be fetched and cached whole. */
export const Slice = z.object({
  sha: Sha256,
  size: z.int().check(z.gte(1), z.lte(PART_BYTES)),
  offset: z.int().check(z.gte(0)),
  length: z.int().check(z.gte(0)),
});
export type Slice = z.infer<typeof Slice>;

/** The slices that make up bytes [offset, offset+length) of a blob. O(log parts + slices) with `ends` from `partEnds`. */
export function sliceBlob(blob: BlobManifest, ends: Float64Array, offset: number, length: number): Slice[] {
  if (offset < 0 || length < 0 || offset + length > blob.size)
    throw new RangeError(`bytes ${offset}+${length} lie outside a blob of ${blob.size} bytes`);
  const slices: Slice[] = [];
  let low = 0;
  let high = blob.parts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  let left = length;
  let at = offset;
  for (let i = low; left > 0; i++) {
    const part = blob.parts[i];
    if (!part) throw new RangeError('the manifest’s parts are shorter than its size');
    const start = (ends[i] ?? 0) - part.size;
    const take = Math.min(left, part.size - (at - start));
    slices.push({ sha: part.sha, size: part.size, offset: at - start, length: take });
    left -= take;
    at += take;
  }
  return slices;
}

/** Running ends of a blob's parts, for `sliceBlob`. */
export function partEnds(blob: BlobManifest): Float64Array {
  const ends = new Float64Array(blob.parts.length);
  let end = 0;
  for (const [i, part] of blob.parts.entries()) ends[i] = end += part.size;
  return ends;
}

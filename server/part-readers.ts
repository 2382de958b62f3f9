// Bytes of inputs and results, at random, out of the blob store.
import type { BlobStore } from './blobs/blob-store.ts';
import type { Slice } from '../shared/contract/blob.ts';
import { recordByReference, recordBytes, unpackManifest } from '../shared/contract/result-batch.ts';
import type { ByteReader } from '../shared/kernels/kernel.ts';

export function memoryReader(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.length,
    read(offset, length) {
      if (offset < 0 || offset + length > bytes.length)
        throw new RangeError(`bytes ${offset}+${length} lie outside ${bytes.length}`);
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
}

/** Reads a list of slices as if they were one file. */
export function sliceReader(blobs: BlobStore, slices: readonly Slice[]): ByteReader {
  const ends: number[] = [];
  let size = 0;
  for (const slice of slices) ends.push((size += slice.length));
  return {
    size,
    async read(offset, length) {
      if (offset < 0 || offset + length > size)
        throw new RangeError(`bytes ${offset}+${length} lie outside ${size}`);
      const out = new Uint8Array(length);
      let filled = 0;
      for (let i = ends.findIndex((end) => end > offset); filled < length; i++) {
        const slice = slices[i];
        if (!slice) throw new RangeError('the slices are shorter than their sum');
        const start = (ends[i] ?? 0) - slice.length;
        const within = offset + filled - start;
        const take = Math.min(length - filled, slice.length - within);
        out.set(await blobs.read(slice.sha, slice.offset + within, take), filled);
        filled += take;
      }
      return out;
    },
  };
}

/** The result that a packed record carries or points to; null when its reference cannot be read. */
export function resultReader(blobs: BlobStore, record: { bytes: Uint8Array; view: DataView }, at: number) {
  const bytes = recordBytes(record, at);
  if (!recordByReference(record.view, at)) return { parts: null, reader: memoryReader(bytes) };
  const manifest = unpackManifest(bytes);
  if (!manifest) return null;
  const slices = manifest.parts.map((part) => ({
    sha: part.sha,
    size: part.size,
    offset: 0,
    length: part.size,
  }));
  return { parts: manifest, reader: sliceReader(blobs, slices) };
}

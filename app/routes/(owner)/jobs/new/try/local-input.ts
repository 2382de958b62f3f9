// Files that lie in this browser only, as an input that kernels can be asked about: each in a blob of its own whose parts have made-up names.
import { PART_BYTES, type Slice } from '#shared/contract/blob.ts';
import type { Sha256 } from '#shared/contract/ids.ts';
import type { FilesInput } from '#shared/contract/job.ts';
import type { ByteReader, ChunkSpec } from '#shared/kernels/kernel.ts';
import type { Source } from '#shared/client/source.ts';

export interface LocalInput {
  input: FilesInput;
  readSlice(slice: Slice): Promise<Uint8Array>;
}

/** Names parts only as long as a try lasts. */
export const madeUpSha = (n: number) => n.toString(16).padStart(64, '0') as Sha256;

export function localInput(sources: readonly Source[]): LocalInput {
  const places = new Map<Sha256, { source: Source; at: number }>();
  const blobs = sources.map((source) => {
    const parts = [];
    for (let at = 0; at < source.size; at += PART_BYTES) {
      const sha = madeUpSha(places.size);
      places.set(sha, { source, at });
      parts.push({ sha, size: Math.min(PART_BYTES, source.size - at) });
    }
    return { size: source.size, parts };
  });
  const files = sources.map(({ name, size }, blob) => ({ name, size, blob, offset: 0 }));
  return {
    input: { kind: 'files', files, blobs },
    async readSlice({ sha, offset, length }) {
      const place = places.get(sha);
      if (!place) throw new Error(`there is no part ${sha}`);
      return place.source.slice(place.at + offset, length);
    },
  };
}

/** A chunk's slices, one after the other, read when they are asked for. */
export function specReader(spec: ChunkSpec | null, readSlice: LocalInput['readSlice']): ByteReader {
  const slices = spec?.input ?? [];
  return {
    size: slices.reduce((sum, { length }) => sum + length, 0),
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let at = 0;
      for (const slice of slices) {
        const from = Math.max(offset, at);
        const to = Math.min(offset + length, at + slice.length);
        if (from < to) {
          const part = { ...slice, offset: slice.offset + from - at, length: to - from };
          bytes.set(await readSlice(part), from - offset);
        }
        at += slice.length;
      }
      return bytes;
    },
  };
}

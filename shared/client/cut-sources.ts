// Decides which bytes of a list of files go into which blob: a file of 256 KiB or more is a blob of its own, smaller ones share
// blobs in their order, each shared blob at most one part long. So a file that changes changes the parts it lies in and no others.
import { PART_BYTES } from '../contract/blob.ts';
import type { InputFile } from '../contract/job.ts';

/** A file at least this long is a blob of its own. */
export const OWN_BLOB_BYTES = 256 * 1024;

export interface CutSources {
  /** For file i, where its bytes lie. */
  files: Omit<InputFile, 'name'>[];
  /** For blob i, its size and the numbers of the files it consists of, one after the other. */
  blobs: { size: number; files: number[] }[];
}

/** A stretch of one blob: at most 4 MiB of it, cut at exact multiples [P20]. */
export interface PartPlace {
  blob: number;
  offset: number;
  size: number;
}

export function cutSources(sizes: readonly number[]): CutSources {
  const files: CutSources['files'] = [];
  const blobs: CutSources['blobs'] = [];
  let shared: { number: number; size: number } | undefined;
  for (const [file, size] of sizes.entries()) {
    const alone = size >= OWN_BLOB_BYTES;
    if (alone || !shared || shared.size + size > PART_BYTES) {
      blobs.push({ size: 0, files: [] });
      if (!alone) shared = { number: blobs.length - 1, size: 0 };
    }
    const number = alone || !shared ? blobs.length - 1 : shared.number;
    const blob = blobs[number];
    if (!blob) continue;
    files.push({ size, blob: number, offset: blob.size });
    blob.files.push(file);
    blob.size += size;
    if (shared?.number === number) shared.size = blob.size;
  }
  return { files, blobs };
}

/** Every part of every blob in order. An empty blob has none. */
export function* partPlaces(cut: CutSources): Generator<PartPlace, void> {
  for (const [blob, { size }] of cut.blobs.entries())
    for (let offset = 0; offset < size; offset += PART_BYTES)
      yield { blob, offset, size: Math.min(PART_BYTES, size - offset) };
}

// Walks the input of a chunk over files: piece by piece, file by file, each byte read once and at most 1 MiB at a time,
// with a word to the throttle after every MiB. A kernel's `run` is a loop over it.
import { joinBytes } from '../bytes/join-bytes.ts';
import type { ChunkTask } from '../kernel.ts';

export const READ_BYTES = 1024 * 1024;
/** What a file weighs besides its bytes when deciding that it is time to report progress. */
const FILE_WEIGHT = 8 * 1024;

export interface Piece {
  /** Position of the file within the chunk. */
  file: number;
  /** Where the piece starts in the file. */
  offset: number;
  /** Exactly `pieceBytes`, except for the last piece of a file. Valid as long as one likes. */
  bytes: Uint8Array;
  last: boolean;
}

/** `sizes` are those of the files in the chunk, in order; an empty file yields one empty piece. */
export async function* eachPiece(
  task: ChunkTask,
  sizes: readonly number[],
  pieceBytes = READ_BYTES,
): AsyncGenerator<Piece, void> {
  let read = 0;
  let held: Uint8Array = new Uint8Array(0);
  let unreported = 0;
  const take = async (length: number) => {
    if (held.length < length) {
      const pieces = [held];
      for (let have = held.length; have < length;) {
        const fresh = await task.read(read, Math.min(READ_BYTES, task.inputSize - read));
        if (fresh.length === 0) throw new Error(`the input ended at byte ${read} of ${task.inputSize}`);
        pieces.push(fresh);
        read += fresh.length;
        have += fresh.length;
      }
      held = joinBytes(pieces);
    }
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  };
  for (const [file, size] of sizes.entries()) {
    let offset = 0;
    do {
      const bytes = await take(Math.min(pieceBytes, size - offset));
      const end = offset + bytes.length;
      yield { file, offset, bytes, last: end === size };
      offset = end;
      unreported += bytes.length + FILE_WEIGHT;
      if (unreported >= READ_BYTES) {
        unreported = 0;
        await task.progress(Math.min(1, (read - held.length) / Math.max(1, task.inputSize)));
      }
    } while (offset < size);
  }
  if (unreported > 0) await task.progress(1);
}

// The plan of a job over files: says from the index of `cut-files.ts` which files or which piece of a file a chunk is,
// what bytes it reads and what it costs. Costs are bytes, plus 4 KiB for each file or piece touched, so that a million
// empty files are not free.
import { partEnds, sliceBlob, type Slice } from '../../contract/blob.ts';
import type { FilesInput } from '../../contract/job.ts';
import { HEADER_WORDS, INDEX_VERSION } from './cut-files.ts';
import type { ChunkSpec, Plan } from '../kernel.ts';

export const COST_PER_FILE = 4096;

export interface FilesChunk {
  /** Numbers of the whole files in it, or of the one file that it is a piece of. */
  files: readonly number[];
  /** Set for a piece of a larger file: which one of how many, and where it lies. */
  piece: { number: number; of: number; offset: number; length: number } | null;
}

export interface FilesPlan extends Plan {
  chunkAt(index: number): FilesChunk;
}

/** `args` says what else than bytes a chunk needs; it is given the chunk and the sizes of its files (of a piece: its own). */
export function openFilesPlan(
  input: FilesInput,
  index: Uint8Array,
  args: (chunk: FilesChunk, sizes: number[]) => unknown,
): FilesPlan {
  const words = new Uint32Array(new Uint8Array(index).buffer);
  const [version = 0, pieceBytes = 0, fileCount = 0, runCount = 0, count = 0] = words;
  if (
    version !== INDEX_VERSION ||
    fileCount !== input.files.length ||
    words.length !== HEADER_WORDS + fileCount + 2 * runCount
  )
    throw new Error('the index does not belong to this input');
  const order = words.subarray(HEADER_WORDS, HEADER_WORDS + fileCount);
  const runs = words.subarray(HEADER_WORDS + fileCount);
  const ends = input.blobs.map(partEnds);

  const sizeOf = (file: number) => input.files[file]?.size ?? 0;
  const chunkOf = (run: number) => (run < runCount ? (runs[2 * run] ?? 0) : count);
  const positionOf = (run: number) => (run < runCount ? (runs[2 * run + 1] ?? 0) : fileCount);
  const filesOf = (run: number) => Array.from(order.subarray(positionOf(run), positionOf(run + 1)));

  const costs = new Float64Array(runCount + 1);
  for (let run = 0; run < runCount; run++) {
    const touched = Math.max(positionOf(run + 1) - positionOf(run), chunkOf(run + 1) - chunkOf(run));
    let cost = touched * COST_PER_FILE;
    for (let i = positionOf(run); i < positionOf(run + 1); i++) cost += sizeOf(order[i] ?? 0);
    costs[run + 1] = (costs[run] ?? 0) + cost;
  }

  /** The run that chunk `index` belongs to: the last one that starts at or before it. */
  const runAt = (index: number) => {
    let low = 0;
    let high = runCount;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (chunkOf(middle) <= index) low = middle;
      else high = middle;
    }
    return low;
  };

  /** Cost of chunks [0, end). */
  const costBefore = (end: number) => {
    if (end >= count) return costs[runCount] ?? 0;
    const run = runAt(end);
    const within = end - chunkOf(run);
    return (costs[run] ?? 0) + within * (pieceBytes + COST_PER_FILE);
  };

  const chunkAt = (index: number): FilesChunk => {
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw new RangeError(`there is no chunk ${index} of ${count}`);
    const run = runAt(index);
    const files = filesOf(run);
    const of = chunkOf(run + 1) - chunkOf(run);
    if (of === 1) return { files, piece: null };
    const number = index - chunkOf(run);
    const offset = number * pieceBytes;
    return {
      files,
      piece: { number, of, offset, length: Math.min(pieceBytes, sizeOf(files[0] ?? 0) - offset) },
    };
  };

  const slices = (file: number, offset: number, length: number): Slice[] => {
    const { blob, offset: start } = input.files[file] ?? { blob: 0, offset: 0 };
    const manifest = input.blobs[blob];
    const blobEnds = ends[blob];
    return length === 0 || !manifest || !blobEnds
      ? []
      : sliceBlob(manifest, blobEnds, start + offset, length);
  };

  return {
    count,
    chunkAt,
    cost: (first, length) => costBefore(first + length) - costBefore(first),
    describe: (index): ChunkSpec => {
      const chunk = chunkAt(index);
      const { files, piece } = chunk;
      const sizes = piece ? [piece.length] : files.map(sizeOf);
      const input = files.flatMap((file, i) => slices(file, piece?.offset ?? 0, sizes[i] ?? 0));
      return { input: joinSlices(input), args: args(chunk, sizes) };
    },
  };
}

/** @throws Error when the plan was opened by a kernel that does not work on files. */
export function asFilesPlan(plan: Plan): FilesPlan {
  if (!('chunkAt' in plan)) throw new Error('this is not a plan over files');
  return plan as FilesPlan;
}

/** Files that follow one another in a part are one slice. */
function joinSlices(slices: Slice[]): Slice[] {
  const joined: Slice[] = [];
  for (const slice of slices) {
    const last = joined.at(-1);
    if (last && last.sha === slice.sha && last.offset + last.length === slice.offset)
      last.length += slice.length;
    else joined.push({ ...slice });
  }
  return joined;
}

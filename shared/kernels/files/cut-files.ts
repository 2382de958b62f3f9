// Cuts an input of files into chunks. Small files are grouped, a large file is a chunk of its own, and where the
// kernel allows it a larger one is cut into aligned pieces. Files that fill a chunk alone come first, largest first, so
// that none is left for the end of the job. The index it returns says all of this; `files-plan.ts` reads it.
import { CoveyError } from '../../contract/errors.ts';
import { MAX_CHUNKS, type FilesInput, type InputFile, type JobInput } from '../../contract/job.ts';

export interface CutRules {
  /** A file longer than this is cut into pieces of exactly this many bytes; null: files are never cut. */
  pieceBytes: number | null;
  /** At most so many small files share a chunk. */
  groupFiles: number;
}

const KIB = 1024;
/** A group holds at most this many bytes; less when the whole input is small, so that every device gets some of it. */
const MOST_GROUP_BYTES = 4096 * KIB;
const LEAST_GROUP_BYTES = 256 * KIB;
const WANTED_CHUNKS = 128;

export const INDEX_VERSION = 1;
/** Words of the header: version, piece bytes (0: never cut), files, runs, chunks. Then the order, then (chunk, position) per run. */
export const HEADER_WORDS = 5;

/** @throws CoveyError `no-input` for an input without files. */
export function requireFiles(input: JobInput): FilesInput {
  if (input.kind !== 'files') throw new CoveyError('no-input', 'this kernel works on files');
  if (input.files.length === 0) throw new CoveyError('no-input', 'the job has no files');
  return input;
}

/** @throws CoveyError `no-input`, `bad-request` naming the file, or `too-large`. */
export function cutFiles(input: JobInput, rules: CutRules): Uint8Array {
  const { files, blobs } = requireFiles(input);
  let total = 0;
  for (const file of files) {
    const blob = blobs[file.blob];
    if (file.size > 0 && (!blob || file.offset + file.size > blob.size))
      throw new CoveyError(
        'bad-request',
        `the bytes of ${JSON.stringify(file.name)} lie outside of what was uploaded`,
      );
    total += file.size;
  }
  const groupBytes = Math.min(
    MOST_GROUP_BYTES,
    Math.max(LEAST_GROUP_BYTES, Math.ceil(total / WANTED_CHUNKS)),
  );
  const order = orderFiles(files, groupBytes);

  const runs: number[] = [];
  let chunks = 0;
  let groupedFiles = 0;
  let groupedBytes = 0;
  for (const [position, number] of order.entries()) {
    const size = files[number]?.size ?? 0;
    const joins = groupedFiles > 0 && groupedFiles < rules.groupFiles && groupedBytes + size <= groupBytes;
    if (!joins) {
      runs.push(chunks, position);
      groupedFiles = 0;
      groupedBytes = 0;
      const cut = rules.pieceBytes !== null && size > rules.pieceBytes;
      chunks += cut ? Math.ceil(size / (rules.pieceBytes ?? 1)) : 1;
    }
    groupedFiles += 1;
    groupedBytes += size;
  }
  if (chunks > MAX_CHUNKS)
    throw new CoveyError(
      'too-large',
      `the input would make ${chunks} chunks; a job has at most ${MAX_CHUNKS}`,
    );

  const words = new Uint32Array(HEADER_WORDS + order.length + runs.length);
  words.set([INDEX_VERSION, rules.pieceBytes ?? 0, files.length, runs.length / 2, chunks]);
  words.set(order, HEADER_WORDS);
  words.set(runs, HEADER_WORDS + order.length);
  return new Uint8Array(words.buffer);
}

/** Files too large for a group by falling size, then the others as the person gave them. */
function orderFiles(files: readonly InputFile[], groupBytes: number): Uint32Array {
  const alone: number[] = [];
  const grouped: number[] = [];
  for (const [number, file] of files.entries()) (file.size > groupBytes ? alone : grouped).push(number);
  alone.sort((a, b) => (files[b]?.size ?? 0) - (files[a]?.size ?? 0) || a - b);
  return Uint32Array.from([...alone, ...grouped]);
}

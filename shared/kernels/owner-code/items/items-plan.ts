// Cuts a job over items into chunks: so many numbers of a range, whole files (small ones together), or stretches of text whose lines
// a chunk takes from the first that begins in it to the last. Everything follows from the input and the parameters, so there is no
// index, and results come out in the order of the items.
import { partEnds, sliceBlob, type Slice } from '../../../contract/blob.ts';
import { CoveyError } from '../../../contract/errors.ts';
import { type FilesInput, type JobInput, MAX_CHUNKS, type RangeInput } from '../../../contract/job.ts';
import type { ChunkSpec, Plan } from '../../kernel.ts';
import type { CodeParams } from '../code-params.ts';
import { MAX_LINE_BYTES, type FilesArgs, type RangeArgs } from './item-args.ts';

/** Work that every file costs besides its bytes, so that a million empty files are not free. */
const COST_PER_FILE = 4096;
const KIB = 1024;
/** Enough for every device to get some and for few to wait at the end. */
const WANTED_CHUNKS = 16_384;
const MOST_NUMBERS = 4096;
const MOST_FILES = 256;
const MOST_GROUP_BYTES = 4096 * KIB;
const LEAST_TEXT_BYTES = 64 * KIB;
const MOST_TEXT_BYTES = 1024 * KIB;

export type ItemsInput = Exclude<JobInput, { kind: 'none' }>;

export interface ItemsPlan extends Plan {
  /** What a chunk's items are called when they are left out of the outputs. */
  nameOf(index: number): string;
  /** Numbers of the files whose items a chunk has; none of a range. */
  filesOf(index: number): readonly number[];
}

/** Numbers of a range in one chunk, when the owner leaves it to us. */
export const autoGroup = (count: number) =>
  Math.min(MOST_NUMBERS, Math.max(1, Math.ceil(count / WANTED_CHUNKS)));

/** @throws CoveyError `no-input`, `bad-params` or `bad-request`. */
export function checkItems(params: CodeParams, input: ItemsInput): void {
  if (input.kind === 'range') {
    if (input.count === 0) throw new CoveyError('no-input', 'the range has no numbers');
    requireCode(params);
    if (!Number.isSafeInteger(input.start + input.count))
      throw new CoveyError('bad-request', 'the range ends beyond 2^53');
    const least = Math.ceil(input.count / MAX_CHUNKS);
    if (numbersIn(params, input) < least)
      throw new CoveyError('bad-params', `group: must be at least ${least} for ${input.count} numbers`);
    return;
  }
  if (input.files.length === 0) throw new CoveyError('no-input', 'the job has no files');
  requireCode(params);
  if (params.items !== 'files' && input.files.every((file) => file.size === 0))
    throw new CoveyError('no-input', 'the files are empty: they have no lines');
}

function requireCode(params: CodeParams): void {
  if (params.code === null)
    throw new CoveyError('bad-params', 'code: the job says nothing of the code it is to run', {
      hint: 'Use `covey map FILE`, or upload the code as a part and name it in `code`.',
    });
}

export function openItemsPlan(params: CodeParams, input: ItemsInput): ItemsPlan {
  return input.kind === 'range' ? planRange(params, input) : planFiles(params, input);
}

const numbersIn = ({ group }: CodeParams, { count }: RangeInput) => (group > 0 ? group : autoGroup(count));

function planRange(params: CodeParams, input: RangeInput): ItemsPlan {
  const { start, count: numbers } = input;
  const group = numbersIn(params, input);
  const count = Math.ceil(numbers / group);
  const argsOf = (index: number): RangeArgs => {
    requireChunk(index, count);
    return { first: start + index * group, count: Math.min(group, numbers - index * group) };
  };
  return {
    count,
    cost: (first, length) => Math.min(numbers, (first + length) * group) - Math.min(numbers, first * group),
    describe: (index) => {
      const args = argsOf(index);
      // what the chunk number and the parameters say need not be sent
      return params.group > 0 && start === 0 && args.count === group ? null : { input: [], args };
    },
    nameOf: (index) => {
      const { first, count: inChunk } = argsOf(index);
      return inChunk === 1 ? `number ${first}` : `numbers ${first} to ${first + inChunk - 1}`;
    },
    filesOf: () => [],
  };
}

/** Chunks [chunk, …) hold files [file, …): one chunk of several files, or several chunks of one file. */
interface Run {
  chunk: number;
  file: number;
}

function planFiles(params: CodeParams, input: FilesInput): ItemsPlan {
  const { files } = input;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const isText = params.items !== 'files';
  const textBytes =
    params.group > 0
      ? params.group * KIB
      : Math.min(MOST_TEXT_BYTES, Math.max(LEAST_TEXT_BYTES, Math.ceil(total / WANTED_CHUNKS)));
  const groupBytes = isText
    ? textBytes
    : Math.min(MOST_GROUP_BYTES, Math.max(256 * KIB, Math.ceil(total / 128)));
  const groupFiles = !isText && params.group > 0 ? params.group : MOST_FILES;

  const runs: Run[] = [];
  let chunks = 0;
  let groupedBytes = 0;
  let open = false;
  for (const [file, { size }] of files.entries()) {
    const alone = size > groupBytes;
    const inRun = open ? file - (runs.at(-1)?.file ?? 0) : 0;
    if (!open || alone || inRun >= groupFiles || groupedBytes + size > groupBytes) {
      runs.push({ chunk: chunks, file });
      chunks += alone && isText ? Math.ceil(size / textBytes) : 1;
      groupedBytes = 0;
    }
    groupedBytes += size;
    open = !alone;
  }
  if (chunks > MAX_CHUNKS)
    throw new CoveyError(
      'too-large',
      `the input would make ${chunks} chunks; a job has at most ${MAX_CHUNKS}`,
    );
  const count = chunks;
  const costs = new Float64Array(runs.length + 1);
  const endOf = (run: number): Run => runs[run + 1] ?? { chunk: count, file: files.length };
  for (const [run, { chunk, file }] of runs.entries()) {
    const end = endOf(run);
    let cost = Math.max(end.file - file, end.chunk - chunk) * COST_PER_FILE;
    for (let i = file; i < end.file; i++) cost += files[i]?.size ?? 0;
    costs[run + 1] = (costs[run] ?? 0) + cost;
  }

  /** The last run that starts at or before the chunk. */
  function runAt(index: number): number {
    let low = 0;
    let high = runs.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((runs[middle]?.chunk ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Cost of chunks [0, end). */
  function costBefore(end: number): number {
    if (end >= count) return costs[runs.length] ?? 0;
    const run = runAt(end);
    return (costs[run] ?? 0) + (end - (runs[run]?.chunk ?? 0)) * (textBytes + COST_PER_FILE);
  }

  function chunkAt(index: number) {
    requireChunk(index, count);
    const run = runAt(index);
    const { chunk, file } = runs[run] ?? { chunk: 0, file: 0 };
    const end = endOf(run);
    if (end.chunk - chunk === 1) return { file, end: end.file, piece: null };
    const from = (index - chunk) * textBytes;
    return { file, end: end.file, piece: { from, to: Math.min(from + textBytes, files[file]?.size ?? 0) } };
  }

  const ends = input.blobs.map(partEnds);
  function slices(file: number, from: number, to: number): Slice[] {
    const { blob, offset } = files[file] ?? { blob: 0, offset: 0 };
    const manifest = input.blobs[blob];
    const blobEnds = ends[blob];
    return to <= from || !manifest || !blobEnds
      ? []
      : sliceBlob(manifest, blobEnds, offset + from, to - from);
  }

  function describe(index: number): ChunkSpec {
    const { file, end, piece } = chunkAt(index);
    const listed: FilesArgs['files'] = [];
    for (let i = file; i < end; i++)
      listed.push({ number: i, name: files[i]?.name ?? '', size: files[i]?.size ?? 0 });
    if (!piece) {
      const input = listed.flatMap(({ number, size }) => slices(number, 0, size));
      return { input: joinSlices(input), args: { files: listed } satisfies FilesArgs };
    }
    // The byte before tells whether a line begins here; the bytes after are those of the last line.
    const from = Math.max(0, piece.from - 1);
    const size = files[file]?.size ?? 0;
    const args: FilesArgs = {
      files: listed,
      piece: { from: piece.from, to: piece.to, lead: piece.from - from },
    };
    return { input: slices(file, from, Math.min(size, piece.to + MAX_LINE_BYTES)), args };
  }

  return {
    count,
    describe,
    cost: (first, length) => costBefore(first + length) - costBefore(first),
    nameOf: (index) => {
      const { file, end, piece } = chunkAt(index);
      const name = files[file]?.name ?? '';
      if (piece) return `${name}, bytes ${piece.from} to ${piece.to - 1}`;
      return end - file === 1 ? name : `${name} and ${end - file - 1} more`;
    },
    filesOf: (index) => {
      const { file, end } = chunkAt(index);
      return Array.from({ length: end - file }, (_, i) => file + i);
    },
  };
}

/** @throws Error when the plan is not one over items. */
export function asItemsPlan(plan: Plan): ItemsPlan {
  if (!('nameOf' in plan)) throw new Error('this is not a plan over items');
  return plan as ItemsPlan;
}

function requireChunk(index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`there is no chunk ${index} of ${count}`);
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

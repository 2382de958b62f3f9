// The items of a chunk as the owner's code gets them, a few at a time, so that a million numbers cost no million promises. Runs in
// compute threads.
import { joinBytes } from '../../bytes/join-bytes.ts';
import type { ChunkTask } from '../../kernel.ts';
import type { CodeParams } from '../code-params.ts';
import { MAX_LINE_BYTES, type FilesArgs, type RangeArgs } from './item-args.ts';

export interface FileItem {
  name: string;
  size: number;
  bytes: Uint8Array;
}

export interface ItemBatch {
  count: number;
  /** @throws Error when a line is not the JSON it should be. */
  value(i: number): unknown;
  /** For messages. */
  nameOf(i: number): string;
  /** What makes the item's random numbers its own: its number, or its file and its place in it. */
  key(i: number): { item: number; second: number };
  /** The name its output file is made of. */
  fileName(i: number): string;
  /** Share of the chunk's items that is done when the batch begins, and how much of it the batch is. */
  done: number;
  share: number;
}

const READ_BYTES = 1024 * 1024;
/** So that progress is told even where every number takes long. */
const NUMBERS_IN_BATCH = 4096;

export async function* eachBatch(
  task: ChunkTask,
  params: Pick<CodeParams, 'group' | 'items'>,
): AsyncGenerator<ItemBatch, void> {
  const args = task.args as RangeArgs | FilesArgs | undefined;
  if (!args || !('files' in args)) {
    const { first, count } = args ?? { first: task.index * params.group, count: params.group };
    for (let at = 0; at < count; at += NUMBERS_IN_BATCH)
      yield numbers(first + at, Math.min(NUMBERS_IN_BATCH, count - at), at / count, count);
  } else if (params.items === 'files') yield* wholeFiles(task, args);
  else yield* textLines(task, args, params.items === 'json');
}

const numbers = (first: number, count: number, done: number, of: number): ItemBatch => ({
  count,
  value: (i) => first + i,
  nameOf: (i) => `number ${first + i}`,
  key: (i) => ({ item: first + i, second: 0 }),
  fileName: (i) => `${first + i}`,
  done,
  share: count / of,
});

async function* wholeFiles(task: ChunkTask, { files }: FilesArgs): AsyncGenerator<ItemBatch, void> {
  let at = 0;
  for (const { number, name, size } of files) {
    const pieces: Uint8Array[] = [];
    const done = task.inputSize === 0 ? 0 : at / task.inputSize;
    for (const end = at + size; at < end; at += pieces.at(-1)?.length ?? size) {
      pieces.push(await task.read(at, Math.min(READ_BYTES, end - at)));
      await task.progress(done);
    }
    const item: FileItem = { name, size, bytes: joinBytes(pieces) };
    yield {
      count: 1,
      value: () => item,
      nameOf: () => `file ${JSON.stringify(name)}`,
      key: () => ({ item: number, second: 1 }),
      fileName: () => name,
      done,
      share: task.inputSize === 0 ? 0 : size / task.inputSize,
    };
  }
}

async function* textLines(
  task: ChunkTask,
  args: FilesArgs,
  isJson: boolean,
): AsyncGenerator<ItemBatch, void> {
  const [first] = args.files;
  if (args.piece && first) {
    const { from, to, lead } = args.piece;
    const shareAt = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));
    const stretch = {
      file: first,
      inputAt: lead - from,
      from: from - lead,
      to,
      skipFirst: lead > 0,
      shareAt,
    };
    return yield* linesOf(task, stretch, isJson);
  }
  let before = 0;
  for (const file of args.files) {
    const inputAt = before;
    const shareAt = (at: number) => (inputAt + at) / task.inputSize;
    yield* linesOf(task, { file, inputAt, from: 0, to: file.size, skipFirst: false, shareAt }, isJson);
    before += file.size;
  }
}

interface Stretch {
  file: FilesArgs['files'][number];
  /** Byte x of the file is byte inputAt + x of the input. */
  inputAt: number;
  from: number;
  /** Lines that begin before it. */
  to: number;
  /** Everything up to the first line end belongs to the stretch before. */
  skipFirst: boolean;
  /** Share of the chunk that is done at byte x of the file. */
  shareAt(at: number): number;
}

async function* linesOf(
  task: ChunkTask,
  { file, inputAt, from, to, skipFirst, shareAt }: Stretch,
  isJson: boolean,
): AsyncGenerator<ItemBatch, void> {
  const end = Math.min(file.size, task.inputSize - inputAt);
  const tooLong = (at: number) =>
    new Error(
      `the line at byte ${at} of ${JSON.stringify(file.name)} is longer than ${MAX_LINE_BYTES / 1024} KiB`,
    );
  let held: Uint8Array = new Uint8Array(0);
  let heldAt = from;
  let read = from;
  let skipping = skipFirst;
  while (heldAt < to || skipping) {
    const lines: { at: number; bytes: Uint8Array }[] = [];
    let cut = 0;
    for (let next = held.indexOf(10, cut); next >= 0 && heldAt + cut < to; next = held.indexOf(10, cut)) {
      if (!skipping) lines.push({ at: heldAt + cut, bytes: held.subarray(cut, next) });
      skipping = false;
      cut = next + 1;
    }
    const isOver = heldAt + cut >= to || (read >= end && cut >= held.length);
    if (read >= end && !isOver) {
      // the file's last line has no line end
      if (end < file.size) throw tooLong(heldAt + cut);
      if (!skipping) lines.push({ at: heldAt + cut, bytes: held.subarray(cut) });
      cut = held.length;
      skipping = false;
    }
    const done = shareAt(heldAt);
    heldAt += cut;
    held = held.subarray(cut);
    if (lines.length > 0) yield batchOf(file, lines, isJson, done, shareAt(heldAt) - done);
    if (isOver || read >= end) return;
    if (held.length > MAX_LINE_BYTES) throw tooLong(heldAt);
    // what lies beyond the stretch is read in small bites: it is only the end of one line
    const bite = read < to ? Math.min(READ_BYTES, to - read) : 16 * 1024;
    const fresh = await task.read(inputAt + read, Math.min(bite, end - read));
    read += fresh.length;
    held = held.length === 0 ? fresh : joinBytes([held, fresh]);
    await task.progress(shareAt(heldAt));
  }
}

const decoder = new TextDecoder();

function batchOf(
  file: FilesArgs['files'][number],
  lines: { at: number; bytes: Uint8Array }[],
  isJson: boolean,
  done: number,
  share: number,
): ItemBatch {
  // an empty line is no JSON, and no mistake either
  const kept = isJson ? lines.filter(({ bytes }) => bytes.some((byte) => byte > 32)) : lines;
  const atOf = (i: number) => kept[i]?.at ?? 0;
  const nameOf = (i: number) => `the line at byte ${atOf(i)} of ${JSON.stringify(file.name)}`;
  return {
    count: kept.length,
    value(i) {
      const bytes = kept[i]?.bytes ?? new Uint8Array(0);
      const text = decoder.decode(bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes);
      if (!isJson) return text;
      try {
        return JSON.parse(text);
      } catch {
        throw new Error('it is not JSON');
      }
    },
    nameOf,
    key: (i) => ({ item: atOf(i), second: 2 + file.number }),
    fileName: (i) => `${file.name}-${atOf(i)}`,
    done,
    share,
  };
}

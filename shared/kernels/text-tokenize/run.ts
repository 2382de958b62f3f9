// Counts the words of one chunk: of whole files, or of a piece of a larger one.
import { eachPiece } from '../files/each-piece.ts';
import type { ChunkTask } from '../kernel.ts';
import { encodeCounts, type Edges } from './chunk-counts.ts';
import { openWordCounter, type WordCounter } from './count-words.ts';
import type { TokenizeArgs, TokenizeParams } from './params.ts';
import { loadUnicode } from './unicode.ts';
import { leadLength, trailLength } from './utf8-edges.ts';

/** So much text is counted between two words to the throttle: some 5 ms on a laptop. */
const READ_BYTES = 256 * 1024;

export async function run(task: ChunkTask): Promise<void> {
  const args = task.args as TokenizeArgs;
  const { mode, foldCase, wordsTogether } = task.params as TokenizeParams;
  const counter = openWordCounter(loadUnicode(), {
    foldCase,
    wordsTogether: mode === 'byte-pairs' ? 1 : wordsTogether,
  });
  const edges = 'sizes' in args ? null : await countPiece(task, counter, args);
  if ('sizes' in args) await countFiles(task, counter, args.sizes);
  const { words, tooLong, counts } = counter;
  await task.write(encodeCounts({ words, tooLong, edges, counts }));
}

/** A word to the throttle after every read, more often than `eachPiece` has one. */
function openRest(task: ChunkTask): (bytes: number) => Promise<void> {
  let done = 0;
  return async (bytes) => {
    done += bytes;
    if (bytes > 0) await task.progress(Math.min(1, done / task.inputSize));
  };
}

const openDecoder = () => new TextDecoder('utf-8', { ignoreBOM: true });

async function countFiles(task: ChunkTask, counter: WordCounter, sizes: readonly number[]): Promise<void> {
  let decoder = openDecoder();
  let tokenizer = counter.openText();
  const rest = openRest(task);
  for await (const { bytes, last } of eachPiece(task, sizes, READ_BYTES)) {
    tokenizer.feed(decoder.decode(bytes, { stream: !last }));
    await rest(bytes.length);
    if (!last) continue;
    tokenizer.close();
    decoder = openDecoder();
    tokenizer = counter.openText();
  }
}

async function countPiece(
  task: ChunkTask,
  counter: WordCounter,
  { size, isFirst, isLast }: { size: number; isFirst: boolean; isLast: boolean },
): Promise<Edges> {
  const decoder = openDecoder();
  const tokenizer = counter.openPiece({ isFirst, isLast });
  let lead: number[] = [];
  let trail: number[] = [];
  const rest = openRest(task);
  for await (const { bytes, offset, last } of eachPiece(task, [size], READ_BYTES)) {
    const from = offset === 0 && !isFirst ? leadLength(bytes) : 0;
    const to = bytes.length - (last && !isLast ? trailLength(bytes.subarray(from)) : 0);
    if (offset === 0) lead = [...bytes.subarray(0, from)];
    trail = [...bytes.subarray(to)];
    tokenizer.feed(decoder.decode(bytes.subarray(from, to), { stream: !last }));
    await rest(bytes.length);
  }
  return { lead, trail, ...tokenizer.finish() };
}

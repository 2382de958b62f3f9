// The outputs of byte pairs: `merges.txt` and `vocabulary.json` in the form of GPT-2's tokenizer (bytes are written as visible characters),
// and `counts.csv`.
import type { OutputFile } from '../../contract/job.ts';
import type { ReduceContext } from '../kernel.ts';
import { learnPairs } from './learn-pairs.ts';
import type { TokenizeParams } from './params.ts';
import { byFrequency, writeText } from './write-text.ts';

/** Pairs are learnt from the most frequent words: what comes after these changes no merge that matters. */
const MOST_WORDS = 200_000;

/** The character that stands for each byte: itself where it is visible, else one from U+0100 on, in the order of bytes. */
export function visibleBytes(): string[] {
  const isVisible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
}

export async function writePairs(
  context: ReduceContext<TokenizeParams>,
  counts: ReadonlyMap<string, number>,
  about: Record<string, unknown>,
): Promise<OutputFile[]> {
  const { vocabulary, rows } = context.params;
  const words = byFrequency(counts).slice(0, MOST_WORDS);
  const learnt = learnPairs(words, vocabulary, () => context.signal.throwIfAborted());
  const visible = visibleBytes();
  const tokens = learnt.tokens.map((bytes) =>
    Array.from(bytes, (byte) => visible[byte.charCodeAt(0)] ?? '').join(''),
  );
  const lines = ['#version: 0.2\n'];
  for (const [a, b] of learnt.merges) lines.push(`${tokens[a] ?? ''} ${tokens[b] ?? ''}\n`);
  const met = new Map(tokens.map((token, number) => [token, learnt.counts[number] ?? 0]));
  const csv = byFrequency(met)
    .slice(0, rows)
    .filter(([, count]) => count > 0)
    .map(([token, count]) => `${token},${count}\n`);
  const numbered = Object.fromEntries(tokens.map((token, number) => [token, number]));
  return [
    await writeText(context, 'merges.txt', lines),
    await writeText(context, 'vocabulary.json', [`${JSON.stringify(numbered)}\n`]),
    await writeText(context, 'counts.csv', ['token,count\n', ...csv]),
    await writeText(context, 'about.json', [
      `${JSON.stringify({ ...about, different: counts.size, learntFrom: words.length, tokens: tokens.length }, null, 2)}\n`,
    ]),
  ];
}

// Adds up the counts of all chunks, counts what lies across the cuts, and writes `counts.csv` and `vocabulary.json`; for byte pairs it learns
// them from the words and writes `merges.txt` as well.
import type { OutputFile } from '../../contract/job.ts';
import { asFilesPlan, type FilesPlan } from '../files/files-plan.ts';
import { requireFiles } from '../files/cut-files.ts';
import type { ReduceContext, ResultEntry } from '../kernel.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import { decodeCounts, type ChunkCounts } from './chunk-counts.ts';
import { openMergedCounts, type MergedCounts } from './merge-counts.ts';
import type { TokenizeParams } from './params.ts';
import { openStitch } from './stitch.ts';
import { loadUnicode } from './unicode.ts';
import { UNICODE_VERSION } from './unicode-tables.ts';
import { writePairs } from './write-pairs.ts';
import { byFrequency, writeText } from './write-text.ts';

export interface Totals {
  words: number;
  tooLong: number;
}

export async function reduce(context: ReduceContext<TokenizeParams>): Promise<OutputFile[]> {
  const { params } = context;
  const plan = asFilesPlan(context.plan);
  const failed = new Set(context.failed);
  const merged = openMergedCounts();
  const totals: Totals = { words: 0, tooLong: 0 };
  await mergeAll(context, plan, { merged, totals, failed });

  const outputs =
    params.mode === 'byte-pairs'
      ? await writePairs(context, merged.counts, { ...totals, unicode: UNICODE_VERSION })
      : await writeCounts(context, merged, totals);
  const { files } = requireFiles(context.input);
  const lost = [...failed]
    .toSorted((a, b) => a - b)
    .flatMap((index) => {
      const { files: numbers, piece } = plan.chunkAt(index);
      const part = piece ? ` (part ${piece.number + 1} of ${piece.of})` : '';
      return numbers.map((number) => `${files[number]?.name ?? ''}${part}`);
    });
  return [...outputs, ...(await writeFailed(context, lost))];
}

interface Sums {
  merged: MergedCounts;
  totals: Totals;
  failed: Set<number>;
}

async function mergeAll(
  context: ReduceContext<TokenizeParams>,
  plan: FilesPlan,
  { merged, totals, failed }: Sums,
): Promise<void> {
  const { foldCase, wordsTogether, mode } = context.params;
  const stitch = openStitch(loadUnicode(), {
    foldCase,
    wordsTogether: mode === 'byte-pairs' ? 1 : wordsTogether,
    count: (key) => merged.add(key, 1),
    onWord: () => totals.words++,
    onLong: () => totals.tooLong++,
  });
  /** The last piece that was joined. */
  let before = -1;
  for await (const entry of eachResult(context)) {
    const { index } = entry;
    const read = await readCounts(entry);
    if (!read) {
      failed.add(index);
      continue;
    }
    totals.words += read.words;
    totals.tooLong += read.tooLong;
    for (const [key, count] of read.counts) merged.add(key, count);
    const { piece } = plan.chunkAt(index);
    if (!piece || !read.edges) continue;
    if (piece.number === 0 || before !== index - 1) stitch.skip();
    stitch.add(read.edges);
    before = index;
    if (piece.number === piece.of - 1) stitch.close();
  }
}

/** undefined for what is no result (possible only where nothing was checked). */
async function readCounts({ reader }: ResultEntry): Promise<ChunkCounts | undefined> {
  try {
    return decodeCounts(await reader.read(0, reader.size));
  } catch {
    return undefined;
  }
}

async function writeCounts(
  context: ReduceContext<TokenizeParams>,
  merged: MergedCounts,
  totals: Totals,
): Promise<OutputFile[]> {
  const { params } = context;
  const rows = byFrequency(merged.counts).slice(0, params.rows);
  const csv = await writeText(context, 'counts.csv', [
    'tokens,count\n',
    ...rows.map(([key, count]) => `${key},${count}\n`),
  ]);
  const about = {
    mode: params.mode,
    wordsTogether: params.wordsTogether,
    foldCase: params.foldCase,
    unicode: UNICODE_VERSION,
    ...totals,
    different: merged.counts.size,
    // Above 0: there were more different ones than fit; counts may be too high by so many, and rarer ones missing.
    offBy: merged.offBy(),
    rows: rows.length,
  };
  return [csv, await writeText(context, 'vocabulary.json', [`${JSON.stringify(about, null, 2)}\n`])];
}

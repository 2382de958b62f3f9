// Writes what was found into `found.json`, and the best points of a sweep or the smallest digests into `best.csv`, or the first primes into
// `primes.txt`. What no device looked at is named in `failed.txt`, and `found.json` says whether the search is complete.
import type { OutputFile } from '../../contract/job.ts';
import { blocksOf } from '../blocks/cut-blocks.ts';
import type { ReduceContext } from '../kernel.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import type { SearchParams } from './params.ts';
import { readResult } from './read-result.ts';
import { openMode } from './open-mode.ts';
import { openSummary } from './summary.ts';

export async function reduce(context: ReduceContext<SearchParams>): Promise<OutputFile[]> {
  const { params } = context;
  const mode = openMode(params);
  const summary = openSummary(params);
  const failed = new Set(context.failed);
  let tried = 0;
  let end = 0;
  let isUnbroken = true;
  let hit: number | null = null;
  let isFirst = false;
  for await (const { index, reader } of eachResult(context)) {
    const read = await readResult(mode, index, reader);
    // Possible only where nothing was checked.
    if (typeof read === 'string') {
      failed.add(index);
      isUnbroken = false;
      continue;
    }
    isUnbroken &&= index === end;
    end = index + 1;
    for (const [i, record] of read.records.entries()) {
      const block = read.blocks[i] ?? { first: 0, count: 0 };
      tried += block.count;
      summary.add(record, block);
    }
    if (read.hit === null || hit !== null) continue;
    hit = read.hit;
    isFirst = isUnbroken;
    tried += 1 + hit - ((read.blocks.at(-1)?.first ?? 0) + (read.blocks.at(-1)?.count ?? 0));
  }

  const encoder = new TextEncoder();
  const files = summary.files({ hit, isFirst, tried, isComplete: tried === mode.cut.units });
  const outputs: OutputFile[] = [];
  for (const { name, text } of files) {
    const writer = context.create(name);
    await writer.write(encoder.encode(text));
    outputs.push(await writer.close());
  }
  const lost = [...failed]
    .toSorted((a, b) => a - b)
    .map((index) => {
      const blocks = blocksOf(mode.cut, index);
      const last = blocks.at(-1) ?? { first: 0, count: 0 };
      return `candidates ${blocks[0]?.first ?? 0} to ${last.first + last.count - 1}`;
    });
  return [...outputs, ...(await writeFailed(context, lost))];
}

// One compressed file for each input file, under its own path. A file of which a chunk failed, or whose result has no
// right shape (possible only unverified), is left out and named in `failed.txt`.
import type { OutputFile } from '../../contract/job.ts';
import { appendResult, copyBytes } from '../results/append-result.ts';
import { requireFiles } from '../files/cut-files.ts';
import { eachResult } from '../results/each-result.ts';
import { asFilesPlan } from '../files/files-plan.ts';
import type { OutputWriter, ReduceContext } from '../kernel.ts';
import { writeFailed } from '../results/write-failed.ts';
import type { CompressParams } from './params.ts';
import { findFiles } from '../results/result-table.ts';
import { safeNames } from '../files/safe-names.ts';

const SUFFIX = { gzip: '.gz', zstd: '.zst' } as const;

export async function reduceEach(context: ReduceContext<CompressParams>): Promise<OutputFile[]> {
  const { files } = requireFiles(context.input);
  const plan = asFilesPlan(context.plan);
  const names = safeNames(
    files.map((file) => file.name),
    SUFFIX[context.params.format],
  );
  const broken = new Set(context.failed.flatMap((index) => plan.chunkAt(index).files));
  const outputs = Array.from<OutputFile | undefined>({ length: files.length });
  const create = (file: number) => context.create(names[file] ?? '');

  let open: OutputWriter | undefined;
  for await (const entry of eachResult(context)) {
    const { files: inChunk, piece } = plan.chunkAt(entry.index);
    if (piece) {
      const [file = -1] = inChunk;
      if (broken.has(file)) continue;
      open ??= create(file);
      await appendResult(open, entry);
      if (piece.number < piece.of - 1) continue;
      outputs[file] = await open.close();
      open = undefined;
      continue;
    }
    const extents = await findFiles(entry.reader, inChunk.length);
    if (!extents) continue;
    for (const [i, file] of inChunk.entries()) {
      const writer = create(file);
      const { start, end } = extents[i] ?? { start: 0, end: 0 };
      if (inChunk.length === 1) await appendResult(writer, entry);
      else await copyBytes(writer, entry.reader, start, end);
      outputs[file] = await writer.close();
    }
  }
  const missing = files.filter((_, file) => !outputs[file]).map((file) => file.name);
  return [...outputs.filter((output) => output !== undefined), ...(await writeFailed(context, missing))];
}

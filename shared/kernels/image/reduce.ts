// One finished photo for each given, under its own path. A photo that could not be computed is left out and named, with the
// reason, in `failed.txt`. A photo that filled its chunk is appended by reference.
import type { OutputFile } from '../../contract/job.ts';
import { requireFiles } from '../files/cut-files.ts';
import { asFilesPlan } from '../files/files-plan.ts';
import type { ReduceContext, ResultEntry } from '../kernel.ts';
import { appendResult, copyBytes } from '../results/append-result.ts';
import { eachResult } from '../results/each-result.ts';
import { findFiles, type Extent } from '../results/result-table.ts';
import { writeFailed } from '../results/write-failed.ts';
import { isPicture } from './is-picture.ts';
import { outputNames } from './output-names.ts';
import type { ImageParams } from './params.ts';
import { failureOf, HEAD_BYTES } from './photo-result.ts';

export async function reduce(context: ReduceContext<ImageParams>): Promise<OutputFile[]> {
  const { files } = requireFiles(context.input);
  const plan = asFilesPlan(context.plan);
  const { format } = context.params;
  const names = outputNames(
    files.map((file) => file.name),
    format,
  );
  const outputs = Array.from<OutputFile | undefined>({ length: files.length });
  const reasons = new Map<number, string>();

  async function takePhoto(
    file: number,
    entry: ResultEntry,
    { start, end }: Extent,
    alone: boolean,
  ): Promise<void> {
    const head = await entry.reader.read(start, Math.min(HEAD_BYTES, end - start));
    const failure = failureOf(head);
    if (failure !== null || !isPicture(head, format)) {
      reasons.set(file, failure ?? 'what a device gave is not a picture');
      return;
    }
    const writer = context.create(names[file] ?? '');
    if (alone) await appendResult(writer, entry);
    else await copyBytes(writer, entry.reader, start, end);
    outputs[file] = await writer.close();
  }

  for await (const entry of eachResult(context)) {
    const inChunk = plan.chunkAt(entry.index).files;
    const extents = await findFiles(entry.reader, inChunk.length);
    for (const [i, file] of inChunk.entries()) {
      const extent = extents?.[i];
      if (extent) await takePhoto(file, entry, extent, inChunk.length === 1);
      else reasons.set(file, 'what a device gave has no right shape');
    }
  }
  const failed = [...files.entries()]
    .filter(([file]) => !outputs[file])
    .map(([file, { name }]) => ({
      name,
      reason: reasons.get(file) ?? 'its chunk failed on every device that tried',
    }));
  return [...outputs.filter((output) => output !== undefined), ...(await writeFailed(context, failed))];
}

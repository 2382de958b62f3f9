// The finished photos in the result of a chunk, for who looks while the job runs.
import type { JobInput } from '../../contract/job.ts';
import { requireFiles } from '../files/cut-files.ts';
import { asFilesPlan } from '../files/files-plan.ts';
import type { ByteReader, Plan, ResultPicture } from '../kernel.ts';
import { findFiles } from '../results/result-table.ts';
import { isPicture } from './is-picture.ts';
import { HEAD_BYTES } from './photo-result.ts';

export async function findPictures(
  input: JobInput,
  plan: Plan,
  index: number,
  result: ByteReader,
): Promise<ResultPicture[]> {
  const { files } = requireFiles(input);
  const inChunk = asFilesPlan(plan).chunkAt(index).files;
  const pictures: ResultPicture[] = [];
  for (const [i, { start, end }] of ((await findFiles(result, inChunk.length)) ?? []).entries()) {
    const head = await result.read(start, Math.min(HEAD_BYTES, end - start));
    if (isPicture(head, 'same')) pictures.push({ name: files[inChunk[i] ?? -1]?.name ?? '', start, end });
  }
  return pictures;
}

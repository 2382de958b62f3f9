// Judges a result: first its shape, which costs nothing; then by computing it again, since the bytes are the same everywhere.
// What is cheaper proves too little: a photo must be decoded to be compared, and decoding is half of the work.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { nativeModules } from '../native-modules.ts';
import { recompute } from '../results/recompute.ts';
import { findFiles } from '../results/result-table.ts';
import { run } from './run-avif.ts';
import { isPicture } from './is-picture.ts';
import type { ImageArgs, ImageParams } from './params.ts';
import { failureOf, HEAD_BYTES } from './photo-result.ts';

export async function verify(
  params: ImageParams,
  spec: ChunkSpec | null,
  chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  if (!spec) throw new Error('a chunk of image always has a description');
  const args = spec.args as ImageArgs;
  const extents = await findFiles(result, args.sizes.length);
  if (!extents) return { verdict: 'rejected', reason: 'the table of lengths does not fit the result' };
  for (const [i, { start, end }] of extents.entries()) {
    const head = await result.read(start, Math.min(HEAD_BYTES, end - start));
    if (failureOf(head) === null && !isPicture(head, params.format))
      return { verdict: 'rejected', reason: `photo ${i} of the chunk is not a ${params.format} picture` };
  }
  return recompute(run, { index: chunk, params, args, native: nativeModules() }, input, result);
}

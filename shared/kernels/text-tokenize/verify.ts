// Judges a chunk of `text-tokenize` by counting it again: there is no cheaper proof of a count, so a tenth of them is judged.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { recompute } from '../results/recompute.ts';
import type { TokenizeParams } from './params.ts';
import { run } from './run.ts';

export function verify(
  params: TokenizeParams,
  spec: ChunkSpec | null,
  chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  return recompute(run, { index: chunk, params, args: spec?.args, native: undefined }, input, result);
}

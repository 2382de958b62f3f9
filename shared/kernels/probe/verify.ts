// Judges a chunk of `probe` by computing it again. Numbers that were asked to fail have no right result.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { recompute } from '../results/recompute.ts';
import { probeNumbers } from './numbers.ts';
import type { ProbeParams } from './params.ts';
import { run } from './run.ts';

export async function verify(
  params: ProbeParams,
  spec: ChunkSpec | null,
  chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const { first, count } = probeNumbers(params, chunk, spec?.args);
  if (result.size !== count * params.bytes)
    return {
      verdict: 'rejected',
      reason: `${count} numbers give ${count * params.bytes} bytes, not ${result.size}`,
    };
  if (params.failAt.some((number) => number >= first && number < first + count))
    return { verdict: 'rejected', reason: 'a chunk that was asked to fail has no result' };
  return recompute(run, { index: chunk, params, args: spec?.args, native: undefined }, input, result);
}

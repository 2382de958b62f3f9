// Judges a slope by computing it again: it has the same bits everywhere. Of a proven device's results one in ten is looked at, so what a liar
// gets through is a few parts of a few rounds' sums, each held within the bounds of a clipped slope.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { recompute } from '../results/recompute.ts';
import type { TrainParams } from './params.ts';
import { run } from './run.ts';

export const verify = (
  params: TrainParams,
  spec: ChunkSpec | null,
  chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> =>
  recompute(run, { index: chunk, params, args: spec?.args, native: undefined }, input, result);

// Judges a chunk of `montecarlo`: one block in 32 is drawn again, to the bit.
import { checkBlocks } from '../blocks/check-blocks.ts';
import { blocksOf } from '../blocks/cut-blocks.ts';
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import type { MontecarloParams } from './params.ts';
import { cutSamples, openSampler, RECORD_BYTES } from './sample-block.ts';

export function verify(
  params: MontecarloParams,
  _spec: ChunkSpec | null,
  chunk: number,
  _input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const blocks = blocksOf(cutSamples(params), chunk);
  return checkBlocks({ blocks, recordBytes: RECORD_BYTES, compute: openSampler(params) }, result);
}

// Judges a chunk of `search`: a hit is tried out, and one block of 32 is searched again. That nothing was found cannot be proved for less
// than searching again: who hides a hit is found out once in 32 times.
import { checkBlocks } from '../blocks/check-blocks.ts';
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import type { SearchParams } from './params.ts';
import { readResult } from './read-result.ts';
import { openMode } from './open-mode.ts';

export async function verify(
  params: SearchParams,
  _spec: ChunkSpec | null,
  chunk: number,
  _input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const mode = openMode(params);
  const read = await readResult(mode, chunk, result);
  if (typeof read === 'string') return { verdict: 'rejected', reason: read };
  const { recordBytes, scan: compute } = mode;
  return checkBlocks({ blocks: read.blocks, recordBytes, compute }, result);
}

// Whether a chunk of `search` ends with a hit, tried out: then the job is over.
import type { ByteReader } from '../kernel.ts';
import { openMode } from './open-mode.ts';
import type { SearchParams } from './params.ts';
import { readResult } from './read-result.ts';

export async function stop(params: SearchParams, chunk: number, result: ByteReader): Promise<boolean> {
  const read = await readResult(openMode(params), chunk, result);
  return typeof read !== 'string' && read.hit !== null;
}

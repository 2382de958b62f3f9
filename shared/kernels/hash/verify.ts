// Judges a chunk's digests by computing them again: there is no cheaper proof. Structure first, so that nonsense costs nothing.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { nativeModules } from '../native-modules.ts';
import { recompute } from '../results/recompute.ts';
import { DIGEST_BYTES } from './digests.ts';
import type { HashArgs, HashParams } from './params.ts';
import { run } from './run.ts';

export async function verify(
  params: HashParams,
  spec: ChunkSpec | null,
  chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  if (!spec) throw new Error('a chunk of hash always has a description');
  const args = spec.args as HashArgs;
  const count = 'sizes' in args ? args.sizes.length : 1;
  const expected = count * DIGEST_BYTES[params.algorithm];
  if (result.size !== expected)
    return {
      verdict: 'rejected',
      reason: `a result of ${count} ${params.algorithm} digests has ${expected} bytes, not ${result.size}`,
    };
  return recompute(run, { index: chunk, params, args, native: nativeModules() }, input, result);
}

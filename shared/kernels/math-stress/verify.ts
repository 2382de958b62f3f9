// Judges a chunk of `math-stress`: every answer is known. A wrong one is not a lie's fault only: it is how a burn-in finds a broken machine.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { loadOf, loads } from './loads.ts';
import type { StressParams } from './params.ts';

export async function verify(
  params: StressParams,
  _spec: ChunkSpec | null,
  chunk: number,
  _input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  if (result.size !== 4 * params.rounds)
    return {
      verdict: 'rejected',
      reason: `the answers of ${params.rounds} rounds have ${4 * params.rounds} bytes, not ${result.size}`,
    };
  const bytes = await result.read(0, result.size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const load = loadOf(params, chunk);
  const { answer } = loads[load];
  for (let i = 0; i < params.rounds; i++) {
    const theirs = view.getUint32(4 * i, true);
    if (theirs !== answer)
      return {
        verdict: 'rejected',
        reason: `round ${i} of ${load} gave ${theirs} instead of ${answer}: it computes wrongly`,
      };
  }
  return { verdict: 'accepted' };
}

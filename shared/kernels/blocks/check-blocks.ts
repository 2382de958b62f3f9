// Judges a result made of one record for each block: computes a block or two again that nobody could foresee, and compares
// their records to the byte. Who changes one record of 32 is found out once in 32 chunks that are checked; who computes
// nothing, at the first.
import { firstDifference } from '../bytes/first-difference.ts';
import type { ByteReader, Verdict } from '../kernel.ts';
import type { Block } from './cut-blocks.ts';

export interface BlocksToCheck {
  blocks: readonly Block[];
  recordBytes: number;
  compute: (block: Block) => Uint8Array | Promise<Uint8Array>;
  /** How many blocks are computed again. */
  sample?: number;
}

export async function checkBlocks(
  { blocks, recordBytes, compute, sample = 1 }: BlocksToCheck,
  result: ByteReader,
): Promise<Verdict> {
  const expected = blocks.length * recordBytes;
  if (result.size !== expected)
    return {
      verdict: 'rejected',
      reason: `the records of ${blocks.length} blocks have ${expected} bytes, not ${result.size}`,
    };
  for (const number of pickSome(blocks.length, sample)) {
    const block = blocks[number];
    if (!block) continue;
    const theirs = await result.read(number * recordBytes, recordBytes);
    const differsAt = firstDifference(await compute(block), theirs, 0);
    if (differsAt >= 0)
      return { verdict: 'rejected', reason: `computed again, the record of block ${number} is another one` };
  }
  return { verdict: 'accepted' };
}

/** Distinct numbers below `count`, by chance. */
export function pickSome(count: number, wanted: number): number[] {
  const picked = new Set<number>();
  const words = new Uint32Array(Math.min(count, wanted));
  while (picked.size < words.length)
    for (const word of globalThis.crypto.getRandomValues(words))
      if (picked.size < words.length) picked.add(word % count);
  return [...picked];
}

// A number that, written in decimal after a prefix, gives a SHA-256 with enough leading zero bits. Candidate i is the number i. A
// record holds the number with the smallest digest of its block, the first 52 bits of that, and how many were tried.
import { firstBits, openPrefixHasher } from '../sha256.ts';
import type { SearchParams } from '../params.ts';
import { BLOCKS_PER_CHUNK, liesIn, readTriple, TRIPLE_BYTES, writeTriple } from '../records.ts';
import type { SearchMode } from '../mode.ts';

/** Some 5 ms on a laptop, 80 ms on an old phone. */
export const HASHES_PER_BLOCK = 8192;

export function openNonce({ prefix, zeroBits, tries }: SearchParams): SearchMode {
  const scoreOf = openNonceScore(prefix);
  const below = 2 ** (52 - zeroBits);
  return {
    cut: { units: tries, unitsPerBlock: HASHES_PER_BLOCK, blocksPerChunk: BLOCKS_PER_CHUNK, costPerUnit: 1 },
    recordBytes: TRIPLE_BYTES,
    scan({ first, count }) {
      let candidate = first;
      let score = Infinity;
      let tally = 0;
      for (let i = 0; i < count; i++) {
        const found = scoreOf(first + i);
        tally++;
        if (found >= score) continue;
        score = found;
        candidate = first + i;
        if (score < below) break;
      }
      return writeTriple({ candidate, score, tally });
    },
    hitOf(record, block) {
      const { candidate } = readTriple(record);
      return liesIn(block, candidate) && scoreOf(candidate) < below ? candidate : null;
    },
  };
}

/** The first 52 bits of the SHA-256 of the prefix and a number. */
function openNonceScore(prefix: string): (nonce: number) => number {
  const hasher = openPrefixHasher(new TextEncoder().encode(prefix));
  const digits = new Uint8Array(16);
  return (nonce) => firstBits(hasher.digest(digits, writeDecimal(nonce, digits)));
}

/** Writes the digits and says how many there are. */
function writeDecimal(number: number, target: Uint8Array): number {
  let length = 1;
  for (let rest = number; rest >= 10; rest = Math.floor(rest / 10)) length++;
  let rest = number;
  for (let at = length - 1; at >= 0; at--) {
    const tens = Math.floor(rest / 10);
    target[at] = 48 + rest - tens * 10;
    rest = tens;
  }
  return length;
}

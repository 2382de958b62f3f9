// The primes of a range, counted by a sieve that runs from block to block. Candidate i is the number from + i. A record holds the last
// prime of its block as a candidate (-1: none), the sum of the distances of its primes from the block's first number, and their count.
import type { SearchParams } from '../params.ts';
import { BLOCKS_PER_CHUNK, TRIPLE_BYTES, writeTriple } from '../records.ts';
import { SearchParamError, type SearchMode } from '../mode.ts';

/** Some 3 ms on a laptop. */
const NUMBERS_PER_BLOCK = 262_144;

export function openPrimes({ from, to }: SearchParams): SearchMode {
  if (to < from) throw new SearchParamError(`to: must be at least ${from}`);
  const sieve = openSieve(to);
  return {
    cut: {
      units: to - from + 1,
      unitsPerBlock: NUMBERS_PER_BLOCK,
      blocksPerChunk: BLOCKS_PER_CHUNK,
      costPerUnit: 1,
    },
    recordBytes: TRIPLE_BYTES,
    scan({ first, count }) {
      const isComposite = sieve(from + first, count);
      let candidate = -1;
      let score = 0;
      let tally = 0;
      for (let i = 0; i < count; i++) {
        if (isComposite[i] === 1) continue;
        candidate = first + i;
        score += i;
        tally++;
      }
      return writeTriple({ candidate, score, tally });
    },
    // Every prime counts; none ends the search.
    hitOf: () => null,
  };
}

/** The first primes of the range, at most so many. */
export function listPrimes({ from, to, list }: SearchParams): number[] {
  const sieve = openSieve(to);
  const primes: number[] = [];
  for (let start = from; start <= to && primes.length < list; start += NUMBERS_PER_BLOCK) {
    const count = Math.min(NUMBERS_PER_BLOCK, to - start + 1);
    const isComposite = sieve(start, count);
    for (let i = 0; i < count && primes.length < list; i++) if (isComposite[i] === 0) primes.push(start + i);
  }
  return primes;
}

/** Marks what is not prime of `count` numbers from `start` on, none of them above `most`. The same array every time. */
function openSieve(most: number): (start: number, count: number) => Uint8Array {
  let small: Uint32Array | undefined;
  const marks = new Uint8Array(NUMBERS_PER_BLOCK);
  return (start, count) => {
    small ??= smallPrimes(Math.floor(Math.sqrt(most)) + 1);
    marks.fill(0, 0, count);
    for (let i = 0; start + i < 2 && i < count; i++) marks[i] = 1;
    for (const prime of small) {
      if (prime * prime >= start + count) break;
      const multiple = Math.max(prime * prime, Math.ceil(start / prime) * prime);
      for (let at = multiple - start; at < count; at += prime) marks[at] = 1;
    }
    return marks;
  };
}

function smallPrimes(most: number): Uint32Array {
  const isComposite = new Uint8Array(most + 1);
  const primes: number[] = [];
  for (let i = 2; i <= most; i++) {
    if (isComposite[i] === 1) continue;
    primes.push(i);
    for (let multiple = i * i; multiple <= most; multiple += i) isComposite[multiple] = 1;
  }
  return Uint32Array.from(primes);
}

// A factor of a number by trial division. Candidate 0 stands for 2, 3 and 5; the others are the numbers 7, 11, 13, … that these do
// not divide. A record holds the first divisor's candidate (-1: none), the sum of the remainders, and how many were tried.
import type { SearchParams } from '../params.ts';
import { BLOCKS_PER_CHUNK, liesIn, readTriple, TRIPLE_BYTES, writeTriple } from '../records.ts';
import { SearchParamError, type SearchMode } from '../mode.ts';

/** Some 5 ms on a laptop. */
const DIVISIONS_PER_BLOCK = 131_072;
const WHEEL = [1, 7, 11, 13, 17, 19, 23, 29] as const;
const SMALL = [2, 3, 5] as const;

export function openFactor({ number }: SearchParams): SearchMode {
  const n = readNumber(number);
  const remainder = openRemainder(n);
  const root = squareRoot(n);
  const tryOne = (candidate: number) => remainder(divisorAt(candidate));
  return {
    cut: {
      units: 8 * Math.floor(root / 30) + 8,
      unitsPerBlock: DIVISIONS_PER_BLOCK,
      blocksPerChunk: BLOCKS_PER_CHUNK,
      costPerUnit: 1,
    },
    recordBytes: TRIPLE_BYTES,
    scan({ first, count }) {
      let score = 0;
      for (let i = 0; i < count; i++) {
        const candidate = first + i;
        if (candidate === 0) {
          if (smallFactor(n) !== null) return writeTriple({ candidate, score: 0, tally: 1 });
          continue;
        }
        const left = tryOne(candidate);
        score += left;
        if (left === 0 && BigInt(divisorAt(candidate)) < n)
          return writeTriple({ candidate, score, tally: i + 1 });
      }
      return writeTriple({ candidate: -1, score, tally: count });
    },
    hitOf(record, block) {
      const { candidate } = readTriple(record);
      if (!liesIn(block, candidate)) return null;
      return factorAt(number, candidate) === null ? null : candidate;
    },
  };
}

/** The factor that a candidate stands for; null where it is none. */
export function factorAt(number: string, candidate: number): bigint | null {
  const n = readNumber(number);
  if (candidate === 0) return smallFactor(n);
  const divisor = BigInt(divisorAt(candidate));
  return divisor < n && n % divisor === 0n ? divisor : null;
}

export function readNumber(number: string): bigint {
  if (!/^\d{1,25}$/.test(number)) throw new SearchParamError('number: must be written in decimal digits');
  const n = BigInt(number);
  if (n < 2n) throw new SearchParamError('number: must be at least 2');
  if (n >= 1n << 79n) throw new SearchParamError('number: must be below 2^79 (604462909807314587353088)');
  return n;
}

const divisorAt = (candidate: number) => 30 * Math.floor(candidate / 8) + (WHEEL[candidate % 8] ?? 1);

function smallFactor(n: bigint): bigint | null {
  const found = SMALL.find((small) => n % BigInt(small) === 0n && n > BigInt(small));
  return found === undefined ? null : BigInt(found);
}

/** Largest integer whose square is at most n. */
function squareRoot(n: bigint): number {
  let root = BigInt(Math.floor(Math.sqrt(Number(n))));
  while (root * root > n) root--;
  while ((root + 1n) * (root + 1n) <= n) root++;
  return Number(root);
}

const STEP = 8192;

/** n modulo a divisor below 2^40, in steps of 13 bits, each of which is exact in a double. */
function openRemainder(n: bigint): (divisor: number) => number {
  const steps: number[] = [];
  let rest = n;
  while (rest >= 1n << 52n) {
    steps.unshift(Number(rest % BigInt(STEP)));
    rest /= BigInt(STEP);
  }
  const top = Number(rest);
  return (divisor) => {
    let left = top % divisor;
    for (let i = 0; i < steps.length; i++) left = (left * STEP + (steps[i] ?? 0)) % divisor;
    return left;
  };
}

// Random numbers by counting: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3; SC11).
// The numbers of sample i depend on the seed and i alone, so that they are the same whoever computes them, in whatever order.

const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const WEYL_A = 0x9e3779b9;
const WEYL_B = 0xbb67ae85;
const ROUNDS = 10;

/** The upper half of the 64-bit product of two unsigned words, by halves, so that engines stay with integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const other = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/** Encrypts the counter of four words that `words` holds with a key of two. */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  let a = (words[0] ?? 0) | 0;
  let b = (words[1] ?? 0) | 0;
  let c = (words[2] ?? 0) | 0;
  let d = (words[3] ?? 0) | 0;
  let keyA = key0 | 0;
  let keyB = key1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const highA = multiplyHigh(MULTIPLIER_A, a);
    const highB = multiplyHigh(MULTIPLIER_B, c);
    const lowA = Math.imul(MULTIPLIER_A, a);
    const lowB = Math.imul(MULTIPLIER_B, c);
    a = highB ^ b ^ keyA;
    b = lowB;
    c = highA ^ d ^ keyB;
    d = lowA;
    keyA = (keyA + WEYL_A) | 0;
    keyB = (keyB + WEYL_B) | 0;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

const TWO32 = 2 ** 32;

export interface RandomStream {
  /** Begins the numbers of a sample (a safe integer, at least 0). */
  seek(sample: number): void;
  /** A number strictly between 0 and 1 with 52 random bits. */
  next(): number;
}

/** `seed`: a safe integer, at least 0. */
export function openStream(seed: number): RandomStream {
  const keyLow = seed >>> 0;
  const keyHigh = Math.floor(seed / TWO32);
  const words = new Uint32Array(4);
  let low = 0;
  let high = 0;
  let block = 0;
  let isSecond = false;
  return {
    seek(sample) {
      low = sample >>> 0;
      high = Math.floor(sample / TWO32);
      block = 0;
      isSecond = false;
    },
    next() {
      if (isSecond) {
        isSecond = false;
        return toUnit(words[2] ?? 0, words[3] ?? 0);
      }
      words[0] = block++;
      words[1] = 0;
      words[2] = low;
      words[3] = high;
      philox(words, keyLow, keyHigh);
      isSecond = true;
      return toUnit(words[0] ?? 0, words[1] ?? 0);
    },
  };
}

/** The middle of one of 2^52 equal parts: never 0 and never 1. */
const toUnit = (a: number, b: number) => ((a >>> 6) * 0x400_0000 + (b >>> 6) + 0.5) / 2 ** 52;

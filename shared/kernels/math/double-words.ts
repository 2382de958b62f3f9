// The two 32-bit words of a double, which the functions of this folder take apart and put together.
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
/** Where the word with sign and exponent lies; 1 on every machine that browsers run on today. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and the upper 20 bits of the fraction, as a signed word. */
export function highWord(x: number): number {
  double[0] = x;
  return words[HIGH] ?? 0;
}

/** The lower 32 bits of the fraction, as a signed word. */
export function lowWord(x: number): number {
  double[0] = x;
  return words[LOW] ?? 0;
}

export function fromWords(high: number, low: number): number {
  words[HIGH] = high;
  words[LOW] = low;
  return double[0] ?? 0;
}

export function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[HIGH] = high;
  return double[0];
}

/** `x` without the lower half of its fraction. */
export function clearLowWord(x: number): number {
  double[0] = x;
  words[LOW] = 0;
  return double[0];
}

/** 2^k for -1022 ≤ k ≤ 1023. */
export const powerOfTwo = (k: number) => fromWords((0x3ff + k) << 20, 0);

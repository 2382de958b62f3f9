// Cube root (port of FreeBSD's s_cbrt.c; see README.md for the licence; error below 0.7 ulp) and the length of a vector.
import { fromWords, highWord, lowWord } from './double-words.ts';

const B1 = 715094163;
const B2 = 696219795;

export function cbrt(x: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const size = Math.abs(x);
  const high = highWord(size);
  const rough =
    high < 0x00100000
      ? fromWords(Math.trunc(highWord(size * 2 ** 54) / 3) + B2, 0)
      : fromWords(Math.trunc(high / 3) + B1, 0);
  let r = rough * rough * (rough / size);
  let t =
    rough *
    (1.87595182427177 +
      r * (-1.8849797954337717 + r * 1.6214297201053545) +
      r * r * r * (-0.758397934778766 + r * 0.14599619288661245));
  // To 23 bits, away from zero.
  const low = lowWord(t) >>> 0;
  t = fromWords(highWord(t) + (low >= 0x80000000 ? 1 : 0), (low + 0x80000000) & 0xc0000000);
  r = size / (t * t);
  r = (r - t) / (t + t + r);
  t = t + t * r;
  return x < 0 ? -t : t;
}

/** √(a² + b² + …), scaled by a power of two so that squares neither overflow nor vanish. */
export function hypot(...lengths: number[]): number {
  if (lengths.some((length) => Math.abs(length) === Infinity)) return Infinity;
  let largest = 0;
  for (const length of lengths) {
    if (Number.isNaN(length)) return NaN;
    largest = Math.max(largest, Math.abs(length));
  }
  const scale = largest > 1e150 ? 2 ** -600 : largest < 1e-150 ? 2 ** 600 : 1;
  let sum = 0;
  let lost = 0;
  for (const length of lengths) {
    const scaled = length * scale;
    const term = scaled * scaled - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return Math.sqrt(sum) / scale;
}

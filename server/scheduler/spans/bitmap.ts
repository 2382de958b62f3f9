// One bit per chunk, bit i of byte i>>3. A bitmap that is full is kept as null, in memory and in the store, so that a finished span
// costs nothing; whoever clears a bit makes the bytes again.

export const emptyBitmap = (count: number): Uint8Array => new Uint8Array((count + 7) >>> 3);

export function fullBitmap(count: number): Uint8Array {
  const bits = emptyBitmap(count).fill(0xff);
  const spare = bits.length * 8 - count;
  const last = bits.length - 1;
  if (spare > 0) bits[last] = 0xff >>> spare;
  return bits;
}

export const hasBit = (bits: Uint8Array | null, i: number): boolean =>
  bits === null || ((bits[i >>> 3] ?? 0) & (1 << (i & 7))) !== 0;

export function setBit(bits: Uint8Array, i: number): void {
  bits[i >>> 3] = (bits[i >>> 3] ?? 0) | (1 << (i & 7));
}

export function clearBit(bits: Uint8Array, i: number): void {
  bits[i >>> 3] = (bits[i >>> 3] ?? 0) & ~(1 << (i & 7));
}

export const countBits = (bits: Uint8Array | null, count: number): number => countBitsBetween(bits, 0, count);

/** How many of bits [from, to) are set. Whole bytes are looked up, not walked. */
export function countBitsBetween(bits: Uint8Array | null, from: number, to: number): number {
  if (to <= from) return 0;
  if (bits === null) return to - from;
  const first = from >>> 3;
  const last = (to - 1) >>> 3;
  const headMask = 0xff << (from & 7);
  const tailMask = 0xff >>> (7 - ((to - 1) & 7));
  if (first === last) return ones((bits[first] ?? 0) & headMask & tailMask);
  let total = ones((bits[first] ?? 0) & headMask) + ones((bits[last] ?? 0) & tailMask);
  for (let i = first + 1; i < last; i++) total += ONES[bits[i] ?? 0] ?? 0;
  return total;
}

/** Set bits of each byte. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let total = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) total++;
  return total;
});

const ones = (byte: number): number => ONES[byte & 0xff] ?? 0;

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

export function countBits(bits: Uint8Array | null, count: number): number {
  if (bits === null) return count;
  let total = 0;
  for (const byte of bits) {
    let rest = byte;
    while (rest !== 0) {
      rest &= rest - 1;
      total++;
    }
  }
  return total;
}

// A cheap integer mix: the finaliser of MurmurHash3 (public domain, Austin Appleby). The same on every engine.

/** Scrambles 32 bits; one to one. */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const GOLDEN = 0x9e3779b9;

/** Fills `target` with bytes that depend on a safe integer and on `seed`. */
export function fillFrom(number: number, seed: number, target: Uint8Array): void {
  const high = Math.floor(number / 2 ** 32);
  const start = mix((number >>> 0) ^ mix(high + seed + GOLDEN));
  for (let i = 0, word = 0; i < target.length; i++) {
    if (i % 4 === 0) word = mix(start + Math.imul(i / 4 + 1, GOLDEN));
    target[i] = word >>> (8 * (i % 4));
  }
}

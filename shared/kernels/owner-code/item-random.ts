// Random numbers of one item: the same for the same seed and item wherever and whenever it is computed. sfc32 (Chris Doty-Humphrey,
// PractRand, public domain), its state filled from seed and item through the finaliser of MurmurHash3.

export interface ItemRandom {
  /** Begins the stream of an item, named by up to 53 bits and a second number. */
  begin(item: number, second: number): void;
  /** 0 ≤ x < 1, 53 bits. */
  next(): number;
}

export function makeItemRandom(seed: number): ItemRandom {
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 1;

  function next32(): number {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  }

  return {
    begin(item, second) {
      const high = Math.floor(item / 2 ** 32);
      a = scramble((item >>> 0) ^ scramble(seed ^ 0x9e3779b9));
      b = scramble((high >>> 0) ^ scramble(a + second));
      c = scramble(seed + 0x7f4a7c15 + b);
      counter = 1;
      // sfc32's own advice: a seeded state is spread after a dozen steps
      for (let i = 0; i < 12; i++) next32();
    },
    next: () => ((next32() >>> 5) * 0x400_0000 + (next32() >>> 6)) / 2 ** 53,
  };
}

function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

// The random numbers of one path: they depend on the seed, the pixel and the number of the path alone.
import { philox } from '../../random/philox.ts';

export interface Sampler {
  seek(pixel: number, sample: number): void;
  /** Strictly between 0 and 1, with 32 random bits. */
  next(): number;
}

const TWO32 = 2 ** 32;

export function createSampler(seed: number): Sampler {
  const keyLow = seed >>> 0;
  const keyHigh = Math.floor(seed / TWO32);
  const words = new Uint32Array(4);
  let [pixelNow, sampleNow, block, used] = [0, 0, 0, 4];
  return {
    seek(pixel, sample) {
      pixelNow = pixel;
      sampleNow = sample;
      block = 0;
      used = 4;
    },
    next() {
      if (used === 4) {
        words[0] = block++;
        words[1] = sampleNow;
        words[2] = pixelNow;
        words[3] = 0;
        philox(words, keyLow, keyHigh);
        used = 0;
      }
      return ((words[used++] ?? 0) + 0.5) / TWO32;
    },
  };
}

// From light to the 8 bits of a screen: exposure, a curve that keeps bright places from burning out, and sRGB's.
import { pow } from '../../math/pow.ts';
import type { RenderParams } from '../params.ts';

export type Tone = (light: number) => number;

/** Light from which on each of 255 values is the nearest one. */
const makeSteps = (): Float64Array =>
  Float64Array.from({ length: 255 }, (_, i) => {
    const value = (i + 0.5) / 255;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
  });

/** Narkowicz's fit of the film curve of ACES (2016). */
const filmic = (x: number) => (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
/** The curve above makes white of what is a little brighter; this keeps the middle where it was. */
const FILMIC_EXPOSURE = 0.8;

export function createTone({ tone, exposure }: Pick<RenderParams, 'tone' | 'exposure'>): Tone {
  const steps = makeSteps();
  const scale = pow(2, exposure) * (tone === 'filmic' ? FILMIC_EXPOSURE : 1);
  return (light) => {
    const scaled = light * scale;
    const value = tone === 'filmic' ? filmic(scaled) : scaled;
    let low = 0;
    let high = 255;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value >= (steps[middle] ?? 1)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

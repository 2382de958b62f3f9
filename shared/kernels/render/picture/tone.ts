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

/** In none of them are there two steps. */
const CELLS = 4096;

/** Where to begin to look for a step: how many lie at or below the beginning of a cell. */
function makeGuesses(steps: Float64Array): Uint8Array {
  let below = 0;
  return Uint8Array.from({ length: CELLS }, (_, cell) => {
    while ((steps[below] ?? Infinity) <= cell / CELLS) below++;
    return below;
  });
}

/** Narkowicz's fit of the film curve of ACES (2016). */
const filmic = (x: number) => (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
/** The curve above makes white of what is a little brighter; this keeps the middle where it was. */
const FILMIC_EXPOSURE = 0.8;

export function createTone({ tone, exposure }: Pick<RenderParams, 'tone' | 'exposure'>): Tone {
  const steps = makeSteps();
  const guesses = makeGuesses(steps);
  const scale = pow(2, exposure) * (tone === 'filmic' ? FILMIC_EXPOSURE : 1);
  return (light) => {
    const scaled = light * scale;
    const value = tone === 'filmic' ? filmic(scaled) : scaled;
    if (!(value > 0)) return 0;
    if (value >= 1) return 255;
    let step = guesses[Math.floor(value * CELLS)] ?? 0;
    while (value >= (steps[step] ?? Infinity)) step++;
    return step;
  };
}

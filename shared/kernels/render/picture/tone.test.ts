// The 8 bits of a light, against the curve itself.
import { expect, test } from 'vitest';
import { pow } from '../../math/pow.ts';
import { createTone } from './tone.ts';

/** Steps below a value, one by one. */
const slowly = (value: number) => {
  let step = 0;
  for (; step < 255; step++) {
    const middle = (step + 0.5) / 255;
    const light = middle <= 0.04045 ? middle / 12.92 : pow((middle + 0.055) / 1.055, 2.4);
    if (!(value >= light)) break;
  }
  return step;
};

test('a plain picture has the nearest of 256 values for every light', () => {
  const tone = createTone({ tone: 'plain', exposure: 0 });
  for (let i = 0; i <= 20_000; i++) expect([i, tone(i / 19_000)]).toEqual([i, slowly(i / 19_000)]);
  for (const light of [0, -0, -1, NaN, 5e-324, 1e300, Infinity])
    expect([light, tone(light)]).toEqual([light, slowly(light)]);
});

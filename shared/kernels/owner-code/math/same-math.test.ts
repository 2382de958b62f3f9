// The functions whose bits differ between engines: the committed module is what its source gives, its answers are known, and close to exact.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../testing/seeded-random.ts';
import { compileMath, embedded } from './build-math.ts';
import { MATH_WASM } from './math-wasm.ts';
import { makeSameMath } from './same-math.ts';

const math = makeSameMath(() => 0.25);

describe('Math that is the same everywhere', () => {
  test('the committed module is what its source compiles to', async () => {
    expect(embedded(await compileMath())).toContain(MATH_WASM);
  });

  test('known values', () => {
    expect([math.sin(0), math.cos(0), math.exp(0), math.log(1), math.pow(2, 10), math.cbrt(27)]).toEqual([
      0, 1, 1, 0, 1024, 3,
    ]);
    expect([math.sin(Infinity), math.log(-1), math.pow(NaN, 0), math.hypot(NaN, Infinity)]).toEqual([
      NaN,
      NaN,
      1,
      Infinity,
    ]);
    expect([math.hypot(), math.hypot(-3), math.hypot(3, 4), math.hypot(2, 3, 6)]).toEqual([0, 3, 5, 7]);
    expect([math.random(), math.PI, math.max(1, 2), math.imul(3, 4)]).toEqual([0.25, Math.PI, 2, 12]);
  });

  test('the bits of many answers are these, on whatever engine the test runs', () => {
    const random = seededRandom(1);
    const hash = createHash('sha256');
    for (let i = 0; i < 2000; i++) {
      const x = (random() - 0.5) * 1e4;
      const y = random() * 10;
      const answers = [
        math.sin(x),
        math.cos(x),
        math.tan(x),
        math.exp(y),
        math.log(y),
        math.pow(y, x / 1e3),
        math.atan2(x, y),
        math.tanh(x),
        math.hypot(x, y),
      ];
      hash.update(new Uint8Array(new Float64Array(answers).buffer));
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('7413f664d416f1d3');
  });

  test('close to the engine’s own, which is close to exact', () => {
    const random = seededRandom(2);
    const names = [
      'sin',
      'cos',
      'tan',
      'exp',
      'expm1',
      'atan',
      'sinh',
      'cosh',
      'tanh',
      'asinh',
      'cbrt',
    ] as const;
    for (const name of names)
      for (let i = 0; i < 500; i++) {
        const x = (random() - 0.5) * 20;
        expect(Math.abs(math[name](x) - Math[name](x))).toBeLessThanOrEqual(Math.abs(Math[name](x)) * 1e-15);
      }
  });
});

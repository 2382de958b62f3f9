// Freivalds' check with the tolerance rule of the README: nobody honest is ever accused, what is forged is caught, NaN
// hides nothing, and what is only suspicious blames nobody.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../kernel.ts';
import { openTypedMultiplier } from '../multiply/typed-multiplier.ts';
import { noRest, type Multiplier } from '../multiply/multiplier.ts';
import { openWasmMultiplier } from '../multiply/wasm-multiplier.ts';
import { makeMatrix, randomFrom, type Distribution } from '../testing/matrices.ts';
import { loadCheckModule, type CheckModule, type Matrix } from './check-module.ts';
import { judgeProduct } from './judge-product.ts';

const HONEST_PRODUCTS = 10_000;
const DISTRIBUTIONS: Distribution[] = ['uniform', 'positive', 'lognormal', 'sparse', 'constant'];

let module: CheckModule;
let multipliers: Multiplier[];
beforeAll(async () => {
  module = await loadCheckModule();
  multipliers = [
    await openWasmMultiplier('wasm-relaxed'),
    await openWasmMultiplier('wasm-simd'),
    openTypedMultiplier(),
  ];
});

/** The plain loop in f32, as a careless GPU shader adds: one sum over the whole depth. */
function naiveProduct(a: Matrix, b: Matrix): Matrix {
  const values = new Float32Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++) {
      const x = a.values[i * a.columns + k]!;
      for (let j = 0; j < b.columns; j++)
        values[i * b.columns + j] =
          values[i * b.columns + j]! + Math.fround(x * b.values[k * b.columns + j]!);
    }
  return { values, rows: a.rows, columns: b.columns };
}

async function multiply(multiplier: Multiplier, a: Matrix, b: Matrix): Promise<Matrix> {
  await multiplier.hold(b, noRest);
  return { values: await multiplier.multiply(a, noRest), rows: a.rows, columns: b.columns };
}

interface Pair {
  a: Matrix;
  b: Matrix;
  c: Matrix;
}

async function makePair(size: number, distribution: Distribution, seed: number): Promise<Pair> {
  const random = randomFrom(seed);
  const a = makeMatrix(size, size, random, distribution);
  const b = makeMatrix(size, size, random, distribution);
  return { a, b, c: await multiply(multipliers[0]!, a, b) };
}

const forge = ({ a, b, c }: Pair, change: (values: Float32Array) => void): Pair => {
  const values = new Float32Array(c.values);
  change(values);
  return { a, b, c: { ...c, values } };
};
const judge = (pair: Pair, seed = 1): Verdict => judgeProduct(module, pair, randomFrom(seed));
const verdictOf = (pair: Pair, seed = 1) => judge(pair, seed).verdict;

describe('the check of a product', () => {
  test(`accuses nobody in ${HONEST_PRODUCTS} honest products`, { timeout: 120_000 }, async () => {
    const random = randomFrom(2026);
    const sizeUpTo = (most: number) => 1 + Math.floor(random() * most);
    const counted = { accepted: 0, unproven: 0, rejected: 0 };
    for (let i = 0; i < HONEST_PRODUCTS; i++) {
      const distribution = DISTRIBUTIONS[i % DISTRIBUTIONS.length]!;
      const depth = sizeUpTo(i % 100 === 0 ? 700 : 60);
      const a = makeMatrix(sizeUpTo(40), depth, random, distribution);
      const b = makeMatrix(depth, sizeUpTo(40), random, distribution);
      const multiplier = multipliers[i % (multipliers.length + 1)];
      const c = multiplier ? await multiply(multiplier, a, b) : naiveProduct(a, b);
      counted[judgeProduct(module, { a, b, c }, random).verdict]++;
    }
    console.info(
      `${HONEST_PRODUCTS} honest products: ${counted.accepted} accepted, ${counted.unproven} unproven, ${counted.rejected} accused`,
    );
    expect(counted.rejected).toBe(0);
    expect(counted.unproven).toBeLessThanOrEqual(5);
  });

  test.each(DISTRIBUTIONS)('larger honest products of %s numbers are accepted', async (distribution) => {
    for (const multiplier of multipliers) {
      const { a, b } = await makePair(300, distribution, 5);
      expect(judge({ a, b, c: await multiply(multiplier, a, b) })).toEqual({ verdict: 'accepted' });
    }
  });

  test('an element that is off by a hundredth is caught among uniform and positive numbers', async () => {
    for (const distribution of ['uniform', 'positive'] as const)
      for (let seed = 0; seed < 20; seed++) {
        const pair = await makePair(128, distribution, seed);
        const mean = pair.c.values.reduce((sum, value) => sum + Math.abs(value), 0) / pair.c.values.length;
        const at = (seed * 7919) % pair.c.values.length;
        expect(verdictOf(forge(pair, (c) => (c[at]! += mean / 100)))).not.toBe('accepted');
      }
  });

  test.each(['uniform', 'positive', 'sparse'] as const)(
    'a tenth of the mean is caught and blamed among %s numbers',
    async (distribution) => {
      for (let seed = 0; seed < 20; seed++) {
        const pair = await makePair(128, distribution, seed);
        const mean = pair.c.values.reduce((sum, value) => sum + Math.abs(value), 0) / pair.c.values.length;
        const at = (seed * 104_729) % pair.c.values.length;
        expect(judge(forge(pair, (c) => (c[at]! += mean / 10)))).toMatchObject({ verdict: 'rejected' });
      }
    },
  );

  test('zeros, another product and swapped rows are blamed', async () => {
    const pair = await makePair(96, 'uniform', 3);
    const other = await makePair(96, 'uniform', 4);
    expect(verdictOf(forge(pair, (c) => c.fill(0)))).toBe('rejected');
    expect(verdictOf(forge(pair, (c) => c.set(other.c.values)))).toBe('rejected');
    expect(
      verdictOf(
        forge(pair, (c) => {
          const row = c.slice(0, 96);
          c.copyWithin(0, 96, 192);
          c.set(row, 96);
        }),
      ),
    ).toBe('rejected');
  });

  test('what was computed with half the precision is never accepted', async () => {
    const half = (x: number) => {
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(x) || 1)) - 10);
      return Math.round(x / unit) * unit;
    };
    const { a, b } = await makePair(128, 'uniform', 6);
    const rounded = (matrix: Matrix) => ({ ...matrix, values: matrix.values.map(half) });
    const c = await multiply(multipliers[0]!, rounded(a), rounded(b));
    expect(verdictOf({ a, b, c })).not.toBe('accepted');
    const whole = await multiply(multipliers[0]!, a, b);
    expect(verdictOf({ a, b, c: rounded(whole) })).not.toBe('accepted');
  });

  test('a NaN near the end hides no forgery, wherever the forgery is', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const pair = await makePair(64, 'uniform', seed);
      const forged = forge(pair, (c) => {
        c[(seed * 131) % (62 * 64)]! += 1;
        c[64 * 64 - 1] = NaN;
      });
      expect(verdictOf(forged, seed)).toBe('rejected');
      expect(verdictOf(forge(pair, (c) => (c[64 * 63] = Infinity)))).toBe('rejected');
      expect(verdictOf(forge(pair, (c) => c.fill(NaN)))).toBe('rejected');
    }
  });

  test('a row of zeros in A must give zeros', async () => {
    const pair = await makePair(48, 'uniform', 8);
    pair.a.values.fill(0, 0, 48);
    pair.c = await multiply(multipliers[1]!, pair.a, pair.b);
    expect(judge(pair)).toEqual({ verdict: 'accepted' });
    expect(verdictOf(forge(pair, (c) => (c[5] = 1e-6)))).toBe('rejected');
  });

  test('tiny numbers that a device may flush to zero are no lie', async () => {
    const { a, b } = await makePair(48, 'uniform', 9);
    for (const matrix of [a, b]) matrix.values = matrix.values.map((value) => value * 1e-30);
    const c = { values: new Float32Array(48 * 48), rows: 48, columns: 48 };
    expect(judge({ a, b, c })).toEqual({ verdict: 'accepted' });
  });

  test('an honest overflow is no lie, an infinity where none can be is', async () => {
    const { a, b } = await makePair(48, 'positive', 10);
    a.values.fill(3e38, 0, 48);
    const c = await multiply(multipliers[0]!, a, b);
    expect(c.values[0]).toBe(Infinity);
    expect(judge({ a, b, c })).toEqual({ verdict: 'accepted' });
    expect(verdictOf(forge({ a, b, c }, (values) => (values[50] = Infinity)))).toBe('rejected');
  });

  test('numbers that are not finite stay so, and what is beside them is checked as ever', async () => {
    const pair = await makePair(64, 'uniform', 11);
    pair.a.values[5 * 64 + 3] = NaN;
    pair.b.values[9 * 64 + 17] = Infinity;
    pair.b.values[10 * 64 + 17] = -Infinity;
    pair.c = await multiply(multipliers[0]!, pair.a, pair.b);
    expect(judge(pair)).toEqual({ verdict: 'accepted' });
    expect(verdictOf(forge(pair, (c) => (c[5 * 64 + 20] = 1)))).toBe('rejected');
    expect(verdictOf(forge(pair, (c) => (c[20 * 64 + 17] = 1)))).toBe('rejected');
    expect(verdictOf(forge(pair, (c) => (c[20 * 64 + 18]! += 1)))).toBe('rejected');
  });

  test('all of B not finite is checked by a random choice', async () => {
    const pair = await makePair(64, 'uniform', 12);
    pair.b.values.fill(NaN);
    pair.c = await multiply(multipliers[0]!, pair.a, pair.b);
    expect(judge(pair)).toEqual({ verdict: 'accepted' });
    expect(verdictOf(forge(pair, (c) => c.fill(1)))).toBe('rejected');
  });

  test('suspicious but possible is unproven: nobody is blamed, nothing is accepted', async () => {
    const random = randomFrom(13);
    const a = makeMatrix(4, 1024, random);
    const b = makeMatrix(1024, 4, random);
    const c = await multiply(multipliers[0]!, a, b);
    expect(judge(forge({ a, b, c }, (values) => (values[5]! += 0.003)))).toMatchObject({
      verdict: 'unproven',
    });
    expect(verdictOf(forge({ a, b, c }, (values) => (values[5]! += 0.03)))).toBe('rejected');
  });
});

// The ways of multiplying off the GPU: all of them right at ragged sizes, one panel of B held at a time, the next taken
// when one fails.
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import type { Matrix } from '../check/check-module.ts';
import { embedMatmul } from '../build-matmul.ts';
import { makeMatrix, plainProduct, randomFrom } from '../testing/matrices.ts';
import { chooseCpu } from './choose-cpu.ts';
import { passesKnownAnswer } from './known-answer.ts';
import { createMultiplyHere } from './multiply-here.ts';
import { noRest, type Multiplier } from './multiplier.ts';
import { openTypedMultiplier } from './typed-multiplier.ts';
import { openWasmMultiplier } from './wasm-multiplier.ts';

const now = () => performance.now();
const open: Record<string, () => Promise<Multiplier>> = {
  'wasm-relaxed': () => openWasmMultiplier('wasm-relaxed'),
  'wasm-simd': () => openWasmMultiplier('wasm-simd'),
  'typed-arrays': () => Promise.resolve(openTypedMultiplier()),
};

function isClose(values: Float32Array, a: Matrix, b: Matrix): boolean {
  const right = plainProduct(a, b);
  let off = values.length === right.length ? 0 : Infinity;
  for (const [i, value] of right.entries()) off = Math.max(off, Math.abs(value - values[i]!));
  return off < 1e-5 * Math.sqrt(a.columns);
}

describe.each(Object.keys(open))('%s', (name) => {
  test('gives the known answer', async () => {
    expect(await passesKnownAnswer(await open[name]!())).toBe(true);
  });

  test.each([
    [1, 1, 1],
    [6, 256, 8],
    [7, 257, 9],
    [121, 300, 1030],
    [125, 5, 3],
    [2, 600, 2],
  ])('multiplies %i × %i × %i', async (m, k, n) => {
    const multiplier = await open[name]!();
    const random = randomFrom(m + k + n);
    const b = makeMatrix(k, n, random);
    await multiplier.hold(b, noRest);
    for (const rows of [m, m + 3]) {
      const a = makeMatrix(rows, k, random);
      expect(isClose(await multiplier.multiply(a, noRest), a, b)).toBe(true);
    }
  });

  test('rests by growing shares, and a larger panel after a smaller one is held whole', async () => {
    const multiplier = await open[name]!();
    const random = randomFrom(3);
    for (const size of [20, 400, 150]) {
      const [a, b] = [makeMatrix(size, size, random), makeMatrix(size, size, random)];
      await multiplier.hold(b, noRest);
      const shares: number[] = [];
      const values = await multiplier.multiply(a, (share) => {
        shares.push(share);
        return Promise.resolve();
      });
      expect(isClose(values, a, b)).toBe(true);
      expect(shares).toEqual(shares.toSorted((x, y) => x - y));
      expect(Math.max(...shares, 0)).toBeLessThanOrEqual(1);
    }
  });
});

describe('multiplying on this thread', () => {
  const random = randomFrom(9);
  const [a, b] = [makeMatrix(30, 40, random), makeMatrix(40, 50, random)];

  test('the fastest way comes first and typed arrays last', async () => {
    const { multipliers, speed } = await chooseCpu(now);
    expect(multipliers.map(({ name }) => name).toSorted()).toEqual([
      'typed-arrays',
      'wasm-relaxed',
      'wasm-simd',
    ]);
    expect(multipliers.at(-1)!.name).toBe('typed-arrays');
    expect(speed).toBeGreaterThan(0);
  });

  test('without WebAssembly’s SIMD it multiplies with typed arrays', async () => {
    const instantiate = vi.spyOn(WebAssembly, 'instantiate').mockRejectedValue(new Error('no SIMD here'));
    try {
      const multiply = createMultiplyHere({ door: { gpu: undefined, allowSoftware: false }, now });
      const { values, by } = await multiply({ a, bKey: 'b', loadB: () => Promise.resolve(b) }, noRest);
      expect(by).toBe('typed-arrays');
      expect(isClose(values, a, b)).toBe(true);
    } finally {
      instantiate.mockRestore();
    }
  });

  test('a way that fails is left for the next within the same block, and not taken again', async () => {
    const multiply = createMultiplyHere({ door: { gpu: undefined, allowSoftware: false }, now });
    await multiply({ a, bKey: 'small', loadB: () => Promise.resolve(b) }, noRest);
    const [wide, large] = [makeMatrix(10, 600, random), makeMatrix(600, 600, random)];
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no more memory');
    });
    const task = { a: wide, bKey: 'large', loadB: () => Promise.resolve(large) };
    const { values, by } = await multiply(task, noRest);
    grow.mockRestore();
    expect(by).toBe('typed-arrays');
    expect(isClose(values, wide, large)).toBe(true);
    expect((await multiply({ ...task, bKey: 'another' }, noRest)).by).toBe('typed-arrays');
  });

  test('a panel is loaded once for its key, and again for another', async () => {
    const multiply = createMultiplyHere({ door: { gpu: undefined, allowSoftware: false }, now });
    let loads = 0;
    const loadB = () => Promise.resolve((loads++, b));
    await multiply({ a, bKey: 'one', loadB }, noRest);
    await multiply({ a, bKey: 'one', loadB }, noRest);
    expect(loads).toBe(1);
    await multiply({ a, bKey: 'two', loadB }, noRest);
    await multiply({ a, bKey: 'one', loadB }, noRest);
    expect(loads).toBe(3);
  });

  test('a panel that cannot be read fails the block and nothing else', async () => {
    const multiply = createMultiplyHere({ door: { gpu: undefined, allowSoftware: false }, now });
    const unreadable = multiply({ a, bKey: 'x', loadB: () => Promise.reject(new Error('gone')) }, noRest);
    await expect(unreadable).rejects.toThrow('gone');
    const { by } = await multiply({ a, bKey: 'x', loadB: () => Promise.resolve(b) }, noRest);
    expect(by).not.toBe('typed-arrays');
  });
});

test('the committed modules are what the sources compile to', { timeout: 60_000 }, async () => {
  expect(readFileSync(new URL('../matmul-wasm.ts', import.meta.url), 'utf8')).toBe(await embedMatmul());
});

// A product whose every element is known exactly: small whole numbers, whose sums f32 holds whatever the order. Ragged on
// purpose, so that edges of tiles and slabs are met.
import type { Matrix } from '../check/check-module.ts';
import { noRest, type Multiplier } from './multiplier.ts';

const ROWS = 127;
const COLUMNS = 141;
const DEPTH = 301;

const makeMatrix = (rows: number, columns: number, element: (i: number, j: number) => number): Matrix => {
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = element(i, j);
  return { values, rows, columns };
};

export async function passesKnownAnswer(multiplier: Multiplier): Promise<boolean> {
  const a = makeMatrix(ROWS, DEPTH, (i, k) => ((i * 7 + k * 3) % 11) - 5);
  const b = makeMatrix(DEPTH, COLUMNS, (k, j) => ((k * 5 + j * 2) % 13) - 6);
  await multiplier.hold(b, noRest);
  const c = await multiplier.multiply(a, noRest);
  if (c.length !== ROWS * COLUMNS) return false;
  for (let i = 0; i < ROWS; i++)
    for (let j = 0; j < COLUMNS; j++) {
      let sum = 0;
      for (let k = 0; k < DEPTH; k++)
        sum += (a.values[i * DEPTH + k] ?? 0) * (b.values[k * COLUMNS + j] ?? 0);
      if (c[i * COLUMNS + j] !== sum) return false;
    }
  return true;
}

/** Long enough for clocks that count whole milliseconds. */
const MEASURE_MS = 20;

/** Multiply-adds a millisecond with sides of `side`, B held already, after one round to warm up. */
export async function measureSpeed(multiplier: Multiplier, side: number, now: () => number): Promise<number> {
  const values = makeMatrix(side, side, (i, j) => ((i * 7 + j * 3) % 11) / 11);
  await multiplier.hold(values, noRest);
  await multiplier.multiply(values, noRest);
  const began = now();
  let rounds = 0;
  while (rounds === 0 || now() - began < MEASURE_MS) {
    await multiplier.multiply(values, noRest);
    rounds++;
  }
  return (rounds * side ** 3) / Math.max(1, now() - began);
}

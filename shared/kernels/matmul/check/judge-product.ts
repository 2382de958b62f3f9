// Judges a block of C against its panels. Freivalds first; what it does not pass, and what is not finite, is computed again
// in f64, a few rows at most, and compared with the error that a product in f32 can have at worst, in any order, fused or
// not, flushed or not. Outside of it nobody honest can be: rejected. Inside but suspicious: unproven, nobody is blamed.
import type { Verdict } from '../../kernel.ts';
import type { CheckModule, Matrix } from './check-module.ts';
import { ACCEPTED_SCORE, makeShadow, scoreRows, SMALLEST_NORMAL } from './freivalds.ts';

/** The relative error of one operation at worst: WGSL lets a device round to either neighbour. */
const WORST_UNIT = 2 ** -23;
const MOST_FLOAT = (2 - 2 ** -23) * 2 ** 127;
/** Suspicious rows computed again. */
const WORST_ROWS = 2;
/** Rows that are not finite computed again; of more of them a random choice. */
const UNFINISHED_ROWS = 8;
/** Multiply-adds for columns of B that are not finite; of more of them a random choice of elements. */
const UNFINISHED_WORK = 2 ** 23;

export interface Product {
  a: Matrix;
  b: Matrix;
  c: Matrix;
}

/** Random numbers from 0 up to but not including 1, not known to whoever made the result. */
export type Random = () => number;

export function judgeProduct(module: CheckModule, { a, b, c }: Product, random: Random): Verdict {
  const shadow = makeShadow(module, b, bitsOf(random));
  const { scores, leftOut } = scoreRows(module, shadow, a, c);

  const suspicious: number[] = [];
  const unfinished = [...leftOut];
  for (const [row, score] of scores.entries()) {
    if (score <= ACCEPTED_SCORE) continue;
    (isFiniteRow(c, row, shadow.leftOut) ? suspicious : unfinished).push(row);
  }
  suspicious.sort((i, j) => (scores[j] ?? 0) - (scores[i] ?? 0));
  const isLeftOut = new Set(shadow.leftOut);
  for (const row of [...suspicious.slice(0, WORST_ROWS), ...choose(unfinished, UNFINISHED_ROWS, random)]) {
    const exact = module.timesMatrix(a.values.subarray(row * a.columns, (row + 1) * a.columns), b);
    for (let column = 0; column < c.columns; column++) {
      const right = { sum: exact.sums[column] ?? NaN, size: exact.sizes[column] ?? NaN };
      const reason = isLeftOut.has(column) ? null : findError({ a, b, c }, row, column, right);
      if (reason !== null) return { verdict: 'rejected', reason };
    }
  }

  for (const [row, column] of chooseElements(shadow.leftOut, { a, b, c }, random)) {
    const reason = findError({ a, b, c }, row, column, dotProduct(a, b, row, column));
    if (reason !== null) return { verdict: 'rejected', reason };
  }

  const [worst] = suspicious;
  if (worst === undefined || isFineTwice(module, { a, b, c }, random)) return { verdict: 'accepted' };
  return {
    verdict: 'unproven',
    reason: `row ${worst} of the block is further off than f32 usually is, but not further than it can be`,
  };
}

/**
 * Errors that all lean to one side, as those of constant matrices do, add up when by chance most of the vector's signs agree.
 * Four fresh vectors do not do that again; an error in a single element would be seen by each of them.
 */
function isFineTwice(module: CheckModule, { a, b, c }: Product, random: Random): boolean {
  return [0, 1].every(() => {
    const shadow = makeShadow(module, b, bitsOf(random));
    const { scores } = scoreRows(module, shadow, a, c);
    return scores.every((score, row) => score <= ACCEPTED_SCORE || !isFiniteRow(c, row, shadow.leftOut));
  });
}

/** Why an element cannot be what any f32 product gives; null when it can. */
function findError(
  { a, b, c }: Product,
  row: number,
  column: number,
  { sum, size }: { sum: number; size: number },
): string | null {
  const said = c.values[row * c.columns + column] ?? NaN;
  const wrong = (right: string) => `element (${row}, ${column}) of the block is ${said}, not ${right}`;
  const depth = a.columns;
  if (!Number.isFinite(size)) {
    // Some number of A or B is not finite. An infinite sum can still overflow to the other side on its way.
    if (Number.isNaN(sum)) return Number.isNaN(said) ? null : wrong('NaN');
    return said === sum || Number.isNaN(said) ? null : wrong(String(sum));
  }
  const gamma = (depth * WORST_UNIT) / (1 - depth * WORST_UNIT);
  if (!Number.isFinite(said)) return size * (1 + gamma) >= MOST_FLOAT ? null : wrong(`${sum}`);
  const bound = gamma * size;
  const off = Math.abs(said - sum);
  if (off <= bound || off <= bound + flushed(a, b, row, column)) return null;
  return wrong(`${sum} ± ${bound.toPrecision(2)}`);
}

/** What flushing numbers below the smallest normal one can take away at most. */
function flushed(a: Matrix, b: Matrix, row: number, column: number): number {
  let sizes = 2 * a.columns;
  for (let k = 0; k < a.columns; k++)
    sizes += Math.abs(a.values[row * a.columns + k] ?? 0) + Math.abs(b.values[k * b.columns + column] ?? 0);
  return sizes * SMALLEST_NORMAL;
}

function dotProduct(a: Matrix, b: Matrix, row: number, column: number): { sum: number; size: number } {
  let sum = 0;
  let size = 0;
  for (let k = 0; k < a.columns; k++) {
    const product = (a.values[row * a.columns + k] ?? NaN) * (b.values[k * b.columns + column] ?? NaN);
    sum += product;
    size += Math.abs(product);
  }
  return { sum, size };
}

function isFiniteRow(c: Matrix, row: number, leftOut: readonly number[]): boolean {
  const skipped = new Set(leftOut);
  for (let column = 0; column < c.columns; column++)
    if (!skipped.has(column) && !Number.isFinite(c.values[row * c.columns + column])) return false;
  return true;
}

/** Elements in the columns left out: all, or as many at random as may be computed again. */
function chooseElements(columns: readonly number[], { a, c }: Product, random: Random): [number, number][] {
  if (columns.length === 0) return [];
  const most = Math.max(1, Math.floor(UNFINISHED_WORK / a.columns));
  const elementAt = (i: number): [number, number] => [i % c.rows, columns[Math.floor(i / c.rows)] ?? 0];
  const total = columns.length * c.rows;
  if (total <= most) return Array.from({ length: total }, (_, i) => elementAt(i));
  return Array.from({ length: most }, () => elementAt(Math.floor(random() * total)));
}

function choose<T>(list: readonly T[], most: number, random: Random): T[] {
  const left = [...list];
  const chosen: T[] = [];
  while (chosen.length < most && left.length > 0)
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  return chosen;
}

/** 24 bits of each random number. */
function bitsOf(random: Random): () => boolean {
  let bits = 0;
  let left = 0;
  return () => {
    if (left === 0) {
      bits = Math.floor(random() * 2 ** 24);
      left = 24;
    }
    left--;
    const isSet = (bits & 1) === 1;
    bits >>>= 1;
    return isSet;
  };
}

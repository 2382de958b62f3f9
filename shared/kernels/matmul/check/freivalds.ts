// Freivalds' check of C = A·B: with random r of ±1, C·r must be A·(B·r), which costs two matrix-vector products instead of
// a product of matrices. How far a row may be off is the tolerance rule of this kernel's README: a score of at most 2 is
// what honest f32 sums in any blocked order give. Rows and columns with numbers that are not finite are told apart, since one NaN
// would hide everything else.
import type { CheckModule, Matrix } from './check-module.ts';

export const ACCEPTED_SCORE = 2;
/** Half the distance of f32 numbers next to 1: the relative error of one rounding to the nearest. */
const UNIT = 2 ** -24;
/** The smallest normal f32: what is smaller, a device may flush to zero. */
export const SMALLEST_NORMAL = 2 ** -126;

/** B seen through two random vectors. May be used for several blocks as long as nobody learns the vectors. */
export interface Shadow {
  /** The vectors, 0 where B's column has a number that is not finite. */
  r: [Float64Array, Float64Array];
  /** B times each of them. */
  br: [Float64Array, Float64Array];
  /** Frobenius norm of B, without the columns left out. */
  norm: number;
  /** Columns of B with a number that is not finite. */
  leftOut: readonly number[];
}

export interface Scores {
  /** Row by row; infinite where C·r is not finite though the row of A is. */
  scores: Float64Array;
  /** Rows of A with a number that is not finite: their score is 0 and says nothing. */
  leftOut: readonly number[];
}

/** `isNegative` is asked for one random bit at a time. */
export function makeShadow(module: CheckModule, b: Matrix, isNegative: () => boolean): Shadow {
  const draw = () => Float64Array.from({ length: b.columns }, () => (isNegative() ? -1 : 1));
  const r: Shadow['r'] = [draw(), draw()];
  const first = module.timesVectors(b, ...r);
  const leftOut = first.squares.every(Number.isFinite) ? [] : unfinishedColumns(b);
  for (const column of leftOut) r[0][column] = r[1][column] = 0;
  const { x, y, squares } = leftOut.length === 0 ? first : module.timesVectors(without(b, leftOut), ...r);
  return { r, br: [x, y], norm: Math.sqrt(squares.reduce((sum, square) => sum + square, 0)), leftOut };
}

/** Scores of the rows of `c`, claimed to be `a` times the B of the shadow. */
export function scoreRows(module: CheckModule, shadow: Shadow, a: Matrix, c: Matrix): Scores {
  const depth = a.columns;
  const right = module.timesVectors(a, ...shadow.br);
  const claimed = module.timesVectors(
    shadow.leftOut.length > 0 ? without(c, shadow.leftOut) : c,
    ...shadow.r,
  );
  const scores = new Float64Array(a.rows);
  const leftOut: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    const norm = Math.sqrt(right.squares[i] ?? NaN);
    if (!Number.isFinite(norm)) {
      leftOut.push(i);
      continue;
    }
    const off = Math.max(
      Math.abs((claimed.x[i] ?? NaN) - (right.x[i] ?? NaN)),
      Math.abs((claimed.y[i] ?? NaN) - (right.y[i] ?? NaN)),
    );
    const rounding = Math.sqrt(depth) * UNIT * norm * shadow.norm;
    const flushing = SMALLEST_NORMAL * c.columns * (Math.sqrt(depth) * (norm + shadow.norm) + 2 * depth);
    scores[i] = scoreOf(off, rounding + flushing);
  }
  return { scores, leftOut };
}

/** Infinite unless it is certainly a number: NaN never passes, and never hides what came before. */
function scoreOf(off: number, tolerance: number): number {
  if (off === 0) return 0;
  return tolerance > 0 && Number.isFinite(tolerance) && Number.isFinite(off) ? off / tolerance : Infinity;
}

function unfinishedColumns({ values, columns }: Matrix): number[] {
  const found = new Set<number>();
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) found.add(i % columns);
  return [...found].toSorted((a, b) => a - b);
}

/** A copy with zeros in these columns. */
function without({ values, rows, columns }: Matrix, leftOut: readonly number[]): Matrix {
  const copy = new Float32Array(values);
  for (let row = 0; row < rows; row++) for (const column of leftOut) copy[row * columns + column] = 0;
  return { values: copy, rows, columns };
}

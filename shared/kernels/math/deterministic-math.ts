// Math's functions with the same bits on every engine: for kernels, whose results are compared by bytes, and for scripts as
// `ctx.math`. What engines agree on already (sqrt, floor, …) is passed on.
import { exp, expm1 } from './exp.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
import { acos, asin, atan, atan2 } from './inverse-trigonometry.ts';
import { log, log10, log1p, log2 } from './log.ts';
import { erfc, normalCdf, normalQuantile } from './normal.ts';
import { pow } from './pow.ts';
import { cbrt, hypot } from './roots.ts';
import { cos, sin, tan } from './trigonometry.ts';

const { abs, ceil, clz32, floor, fround, imul, max, min, round, sign, sqrt, trunc } = Math;
const { E, LN10, LN2, LOG10E, LOG2E, PI, SQRT1_2, SQRT2 } = Math;

export const deterministicMath = Object.freeze({
  E,
  LN10,
  LN2,
  LOG10E,
  LOG2E,
  PI,
  SQRT1_2,
  SQRT2,
  abs,
  ceil,
  clz32,
  floor,
  fround,
  imul,
  max,
  min,
  round,
  sign,
  sqrt,
  trunc,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  exp,
  expm1,
  hypot,
  log,
  log10,
  log1p,
  log2,
  pow,
  sin,
  sinh,
  tan,
  tanh,
  erfc,
  normalCdf,
  normalQuantile,
});

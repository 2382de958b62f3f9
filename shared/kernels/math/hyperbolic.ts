// Hyperbolic functions and their inverses, by fdlibm's formulas (e_sinh.c, e_cosh.c, s_tanh.c, s_asinh.c, e_acosh.c, e_atanh.c;
// see README.md for the licence). Error below 2 ulp.
import { exp, expm1 } from './exp.ts';
import { log, log1p } from './log.ts';

const LN2 = 0.6931471805599453;
/** From here on e^-x no longer counts beside e^x. */
const LARGE = 22;
const OVERFLOWS = 709.782712893384;
const TINY = 2 ** -28;

export function sinh(x: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || size < TINY) return x;
  const half = x < 0 ? -0.5 : 0.5;
  if (size >= LARGE) return 2 * half * halfExp(size);
  const t = expm1(size);
  return size < 1 ? half * (2 * t - (t * t) / (t + 1)) : half * (t + t / (t + 1));
}

export function cosh(x: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return size;
  if (size >= LARGE) return halfExp(size);
  if (size < 0.5 * LN2) {
    const t = expm1(size);
    return 1 + (t * t) / (2 * (1 + t));
  }
  const t = exp(size);
  return 0.5 * t + 0.5 / t;
}

/** e^x / 2, also where e^x itself is beyond the largest number. */
function halfExp(x: number): number {
  if (x <= OVERFLOWS) return 0.5 * exp(x);
  const root = exp(0.5 * x);
  return 0.5 * root * root;
}

export function tanh(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const size = Math.abs(x);
  if (size < TINY) return x;
  const sign = x < 0 ? -1 : 1;
  if (size >= LARGE) return sign;
  if (size >= 1) return sign * (1 - 2 / (expm1(2 * size) + 2));
  const t = expm1(-2 * size);
  return sign * (-t / (t + 2));
}

export function asinh(x: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || size < TINY) return x;
  const t = size * size;
  const value =
    size > 2 ** 28
      ? log(size) + LN2
      : size > 2
        ? log(2 * size + 1 / (Math.sqrt(t + 1) + size))
        : log1p(size + t / (1 + Math.sqrt(1 + t)));
  return x < 0 ? -value : value;
}

export function acosh(x: number): number {
  if (!(x >= 1)) return NaN;
  if (x >= 2 ** 28) return log(x) + LN2;
  if (x > 2) return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
  const t = x - 1;
  return log1p(t + Math.sqrt(2 * t + t * t));
}

export function atanh(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size < TINY) return x;
  const twice = size + size;
  const value = 0.5 * (size < 0.5 ? log1p(twice + (twice * size) / (1 - size)) : log1p(twice / (1 - size)));
  return x < 0 ? -value : value;
}

// e^x and e^x - 1. Ports of fdlibm's e_exp.c and s_expm1.c; see README.md for the licence. Error below 1 ulp.
import { highWord, powerOfTwo, withHighWord } from './double-words.ts';

const OVERFLOWS = 709.782712893384;
const UNDERFLOWS = -745.1332191019411;
const LN2_HI = 0.6931471803691238;
const LN2_LO = 1.9082149292705877e-10;
const INV_LN2 = 1.4426950408889634;
const P1 = 0.16666666666666602;
const P2 = -2.7777777777015593e-3;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;
const Q1 = -3.333333333333313e-2;
const Q2 = 1.5873015872548146e-3;
const Q3 = -7.93650757867488e-5;
const Q4 = 4.008217827329362e-6;
const Q5 = -2.0109921818362437e-7;

export function exp(given: number): number {
  let x = given;
  if (!(x <= OVERFLOWS)) return x > OVERFLOWS ? Infinity : NaN;
  if (x < UNDERFLOWS) return 0;
  if (x === 1) return Math.E;
  const size = highWord(x) & 0x7fffffff;
  let k = 0;
  let hi = 0;
  let lo = 0;
  if (size > 0x3fd62e42) {
    k = size < 0x3ff0a2b2 ? (x > 0 ? 1 : -1) : Math.trunc(INV_LN2 * x + (x > 0 ? 0.5 : -0.5));
    hi = x - k * LN2_HI;
    lo = k * LN2_LO;
    x = hi - lo;
  } else if (size < 0x3e300000) return 1 + x;
  const t = x * x;
  const c = x - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  if (k === 0) return 1 - ((x * c) / (c - 2) - x);
  const y = 1 - (lo - (x * c) / (2 - c) - hi);
  if (k === 1024) return y * 2 * powerOfTwo(1023);
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

export function expm1(given: number): number {
  let x = given;
  if (!(x <= OVERFLOWS)) return x > OVERFLOWS ? Infinity : NaN;
  const size = highWord(x) & 0x7fffffff;
  if (size >= 0x4043687a && x < 0) return -1;
  let k = 0;
  let c = 0;
  if (size > 0x3fd62e42) {
    k = size < 0x3ff0a2b2 ? (x > 0 ? 1 : -1) : Math.trunc(INV_LN2 * x + (x > 0 ? 0.5 : -0.5));
    const hi = x - k * LN2_HI;
    const lo = k * LN2_LO;
    x = hi - lo;
    c = hi - x - lo;
  } else if (size < 0x3c900000) return x;
  const half = 0.5 * x;
  const hxs = x * half;
  const r1 = 1 + hxs * (Q1 + hxs * (Q2 + hxs * (Q3 + hxs * (Q4 + hxs * Q5))));
  const t = 3 - r1 * half;
  let e = hxs * ((r1 - t) / (6 - x * t));
  if (k === 0) return x - (x * e - hxs);
  e = x * (e - c) - c;
  e -= hxs;
  if (k === -1) return 0.5 * (x - e) - 0.5;
  if (k === 1) return x < -0.25 ? -2 * (e - (x + 0.5)) : 1 + 2 * (x - e);
  if (k <= -2 || k > 56) {
    const y = 1 - (e - x);
    return (k === 1024 ? y * 2 * powerOfTwo(1023) : y * powerOfTwo(k)) - 1;
  }
  if (k < 20) return (withHighWord(1, 0x3ff00000 - (0x200000 >> k)) - (e - x)) * powerOfTwo(k);
  return (x - (e + powerOfTwo(-k)) + 1) * powerOfTwo(k);
}

// x^y, with the special cases of JavaScript's own (1^±∞ and 1^NaN are NaN). Port of fdlibm's e_pow.c; see README.md for the
// licence. Error below 0.7 ulp.
import { clearLowWord, fromWords, highWord, lowWord, powerOfTwo, withHighWord } from './double-words.ts';

const L1 = 0.5999999999999946;
const L2 = 0.4285714285785502;
const L3 = 0.33333332981837743;
const L4 = 0.272728123808534;
const L5 = 0.23066074577556175;
const L6 = 0.20697501780033842;
const P1 = 0.16666666666666602;
const P2 = -2.7777777777015593e-3;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;
const LN2 = 0.6931471805599453;
const LN2_H = 0.6931471824645996;
const LN2_L = -1.904654299957768e-9;
/** -(1024 - log2(overflow + ½ ulp)) */
const OVERFLOW_TAIL = 8.008566259537294e-17;
/** 2 / (3 ln 2), and in two parts. */
const CP = 0.9617966939259756;
const CP_H = 0.9617967009544373;
const CP_L = -7.028461650952758e-9;
const INV_LN2 = 1.4426950408889634;
const INV_LN2_H = 1.4426950216293335;
const INV_LN2_L = 1.9259629911266175e-8;
/** log2(1.5) in two parts. */
const DP_H = 0.5849624872207642;
const DP_L = 1.350039202129749e-8;
const TWO53 = 2 ** 53;

export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (size === 1) return NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (y === 2) return x * x;
  if (y === 3) return x * x * x;
  if (y === 4) return x * x * (x * x);
  if (y === 0.5 && x > 0) return Math.sqrt(x);
  const isNegative = x < 0 || Object.is(x, -0);
  const isOdd = isNegative && isOddInteger(y);
  if (size === 0 || size === Infinity || size === 1) {
    if (x === -1 && !Number.isInteger(y)) return NaN;
    const z = y < 0 ? 1 / size : size;
    return isOdd ? -z : z;
  }
  if (isNegative && !Number.isInteger(y)) return NaN;
  return (isOdd ? -1 : 1) * ofPositive(size, y);
}

const isOddInteger = (y: number) => Number.isInteger(y) && Math.abs(y) < TWO53 && Math.abs(y % 2) === 1;

/** `x` positive, finite and not 1; `y` finite and not 0. */
function ofPositive(x: number, y: number): number {
  const hx = highWord(x);
  const hy = highWord(y) & 0x7fffffff;
  const [t1, t2] = hy > 0x41e00000 ? [0, 0] : binaryLog(x);
  let high = t1;
  let low = t2;
  // |y| > 2^31
  if (hy > 0x41e00000) {
    const grows = hx >= 0x3ff00000 === y > 0;
    if (hy > 0x43f00000 || hx < 0x3fefffff || hx > 0x3ff00000) return grows ? Infinity : 0;
    // |1 - x| ≤ 2^-20: the first terms of log(x) suffice.
    const t = x - 1;
    const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
    const u = INV_LN2_H * t;
    const v = t * INV_LN2_L - w * INV_LN2;
    high = clearLowWord(u + v);
    low = v - (high - u);
  }
  const y1 = clearLowWord(y);
  return powerOfSum(y1 * high, (y - y1) * high + y * low);
}

/** log2(x) as a head with few bits and a tail. */
function binaryLog(x: number): [number, number] {
  let ax = x;
  let hx = highWord(ax);
  let n = 0;
  if (hx < 0x00100000) {
    ax *= TWO53;
    n = -53;
    hx = highWord(ax);
  }
  n += (hx >> 20) - 0x3ff;
  const j = hx & 0xfffff;
  hx = j | 0x3ff00000;
  // Around 1 or around 1.5.
  const k = j > 0x3988e && j < 0xbb67a ? 1 : 0;
  if (j >= 0xbb67a) {
    n += 1;
    hx -= 0x00100000;
  }
  ax = withHighWord(ax, hx);
  const bp = k === 1 ? 1.5 : 1;
  const dpH = k === 1 ? DP_H : 0;
  const dpL = k === 1 ? DP_L : 0;

  let u = ax - bp;
  let v = 1 / (ax + bp);
  const ss = u * v;
  const sH = clearLowWord(ss);
  let tH = fromWords(((hx >> 1) | 0x20000000) + 0x00080000 + (k << 18), 0);
  let tL = ax - (tH - bp);
  const sL = v * (u - sH * tH - sH * tL);
  let s2 = ss * ss;
  let r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
  r += sL * (sH + ss);
  s2 = sH * sH;
  tH = clearLowWord(3 + s2 + r);
  tL = r - (tH - 3 - s2);
  u = sH * tH;
  v = sL * tH + tL * ss;
  const pH = clearLowWord(u + v);
  const pL = v - (pH - u);
  const zH = CP_H * pH;
  const zL = CP_L * pH + pL * CP + dpL;
  const head = clearLowWord(zH + zL + dpH + n);
  return [head, zL - (head - n - dpH - zH)];
}

/** 2^(h + l). */
function powerOfSum(h: number, l: number): number {
  let head = h;
  let z = l + head;
  const j = highWord(z);
  const i = j & 0x7fffffff;
  if (j >= 0x40900000) {
    if (((j - 0x40900000) | lowWord(z)) !== 0 || l + OVERFLOW_TAIL > z - head) return Infinity;
  } else if (i >= 0x4090cc00) {
    if (((j - (0xc090cc00 | 0)) | lowWord(z)) !== 0 || l <= z - head) return 0;
  }
  let n = 0;
  if (i > 0x3fe00000) {
    n = j + (0x00100000 >> ((i >> 20) - 0x3ff + 1));
    const k = ((n & 0x7fffffff) >> 20) - 0x3ff;
    head -= fromWords(n & ~(0xfffff >> k), 0);
    n = ((n & 0xfffff) | 0x00100000) >> (20 - k);
    if (j < 0) n = -n;
  }
  const t = clearLowWord(l + head);
  const u = t * LN2_H;
  const v = (l - (t - head)) * LN2 + t * LN2_L;
  z = u + v;
  const w = v - (z - u);
  const zz = z * z;
  const t1 = z - zz * (P1 + zz * (P2 + zz * (P3 + zz * (P4 + zz * P5))));
  const r = (z * t1) / (t1 - 2) - (w + z * w);
  z = 1 - (r - z);
  const high = (highWord(z) + (n << 20)) | 0;
  if (high >> 20 > 0) return withHighWord(z, high);
  // Subnormal: rounded once.
  return z * powerOfTwo(n + 54) * powerOfTwo(-54);
}

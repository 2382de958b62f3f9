// Logarithms: natural, of 1 + x, and to the bases 2 and 10. Ports of fdlibm's e_log.c, s_log1p.c, e_log2.c and e_log10.c;
// see README.md for the licence. Error below 1 ulp.
import { clearLowWord, highWord, withHighWord } from './double-words.ts';

const LN2_HI = 0.6931471803691238;
const LN2_LO = 1.9082149292705877e-10;
const TWO54 = 2 ** 54;
const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;
const INV_LN2_HI = 1.4426950407214463;
const INV_LN2_LO = 1.6751713164886512e-10;
const INV_LN10_HI = 0.4342944818781689;
const INV_LN10_LO = 2.5082946711645275e-11;
const LOG10_2_HI = 0.30102999566361177;
const LOG10_2_LO = 3.694239077158931e-13;

export function log(given: number): number {
  if (!(given > 0) || given === Infinity) return ofEdge(given);
  let x = given;
  let k = 0;
  let hx = highWord(x);
  if (hx < 0x00100000) {
    k = -54;
    x *= TWO54;
    hx = highWord(x);
  }
  k += (hx >> 20) - 1023;
  hx &= 0xfffff;
  const i = (hx + 0x95f64) & 0x100000;
  k += i >> 20;
  const f = withHighWord(x, hx | (i ^ 0x3ff00000)) - 1;
  if ((0xfffff & (2 + hx)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HI + k * LN2_LO;
    const R = f * f * (0.5 - 0.3333333333333333 * f);
    return k === 0 ? f - R : k * LN2_HI - (R - k * LN2_LO - f);
  }
  const s = f / (2 + f);
  const R = seriesOf(s);
  if (((hx - 0x6147a) | (0x6b851 - hx)) > 0) {
    const hfsq = 0.5 * f * f;
    return k === 0 ? f - (hfsq - s * (hfsq + R)) : k * LN2_HI - (hfsq - (s * (hfsq + R) + k * LN2_LO) - f);
  }
  return k === 0 ? f - s * (f - R) : k * LN2_HI - (s * (f - R) - k * LN2_LO - f);
}

export function log1p(x: number): number {
  if (!(x > -1) || x === Infinity) return x === -1 ? -Infinity : ofEdge(x);
  const hx = highWord(x);
  const size = hx & 0x7fffffff;
  let k = 1;
  let f = x;
  let c = 0;
  let hu = 1;
  if (size < 0x3e200000) return size < 0x3c900000 ? x : x - x * x * 0.5;
  // sqrt(2)/2 < 1+x < sqrt(2)
  if (hx < 0x3fda827a && (hx > 0 || hx <= (0xbfd2bec4 | 0))) k = 0;
  if (k !== 0) {
    const u = hx < 0x43400000 ? 1 + x : x;
    hu = highWord(u);
    k = (hu >> 20) - 1023;
    if (hx < 0x43400000) c = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    hu &= 0xfffff;
    if (hu < 0x6a09e) f = withHighWord(u, hu | 0x3ff00000) - 1;
    else {
      k += 1;
      f = withHighWord(u, hu | 0x3fe00000) - 1;
      hu = (0x00100000 - hu) >> 2;
    }
  }
  const hfsq = 0.5 * f * f;
  if (hu === 0) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HI + (c + k * LN2_LO);
    const R = hfsq * (1 - 0.6666666666666666 * f);
    return k === 0 ? f - R : k * LN2_HI - (R - (k * LN2_LO + c) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const R = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
  if (k === 0) return f - (hfsq - s * (hfsq + R));
  return k * LN2_HI - (hfsq - (s * (hfsq + R) + (k * LN2_LO + c)) - f);
}

export function log2(x: number): number {
  if (!(x > 0) || x === Infinity) return ofEdge(x);
  if (x === 1) return 0;
  const { k, hi, lo } = splitLog(x);
  const top = hi * INV_LN2_HI;
  const rest = (lo + hi) * INV_LN2_LO + lo * INV_LN2_HI;
  const w = k + top;
  return rest + (k - w + top) + w;
}

export function log10(x: number): number {
  if (!(x > 0) || x === Infinity) return ofEdge(x);
  if (x === 1) return 0;
  const { k, hi, lo } = splitLog(x);
  const top = hi * INV_LN10_HI;
  const y = k * LOG10_2_HI;
  const rest = k * LOG10_2_LO + (lo + hi) * INV_LN10_LO + lo * INV_LN10_HI;
  const w = y + top;
  return rest + (y - w + top) + w;
}

/** 0, negative numbers, infinity and NaN. */
function ofEdge(x: number): number {
  if (x === 0) return -Infinity;
  return x === Infinity ? Infinity : NaN;
}

/** Of log((1+s)/(1-s)), what follows 2s, over s. */
function seriesOf(s: number): number {
  const z = s * s;
  const w = z * z;
  return z * (L1 + w * (L3 + w * (L5 + w * L7))) + w * (L2 + w * (L4 + w * L6));
}

/** log(x) = k·ln 2 + hi + lo, where hi has few bits. */
function splitLog(given: number): { k: number; hi: number; lo: number } {
  let x = given;
  let k = 0;
  let hx = highWord(x);
  if (hx < 0x00100000) {
    k = -54;
    x *= TWO54;
    hx = highWord(x);
  }
  k += (hx >> 20) - 1023;
  hx &= 0xfffff;
  const i = (hx + 0x95f64) & 0x100000;
  k += i >> 20;
  const f = withHighWord(x, hx | (i ^ 0x3ff00000)) - 1;
  const hfsq = 0.5 * f * f;
  const s = f / (2 + f);
  const hi = clearLowWord(f - hfsq);
  return { k, hi, lo: f - hi - hfsq + s * (hfsq + seriesOf(s)) };
}

// Arc tangent, sine and cosine. Ports of fdlibm's s_atan.c, e_atan2.c, e_asin.c and e_acos.c; see README.md for the licence.
// Error below 1 ulp.
import { clearLowWord, highWord } from './double-words.ts';

const PIO2_HI = 1.5707963267948966;
const PIO2_LO = 6.123233995736766e-17;
const PIO4_HI = 0.7853981633974483;
const PI_LO = 1.2246467991473532e-16;

/** atan(0.5), atan(1), atan(1.5) and atan(∞), in two parts each. */
const HEADS = [0.4636476090008061, PIO4_HI, 0.982793723247329, PIO2_HI] as const;
const TAILS = [2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, PIO2_LO] as const;

export function atan(given: number): number {
  if (Number.isNaN(given)) return NaN;
  const size = highWord(given) & 0x7fffffff;
  const sign = given < 0 ? -1 : 1;
  if (size >= 0x44100000) return sign * PIO2_HI;
  if (size < 0x3e400000) return given;
  let x = given;
  let around: 0 | 1 | 2 | 3 | null = null;
  if (size >= 0x3fdc0000) {
    x = Math.abs(x);
    if (size < 0x3fe60000) [around, x] = [0, (2 * x - 1) / (2 + x)];
    else if (size < 0x3ff30000) [around, x] = [1, (x - 1) / (x + 1)];
    else if (size < 0x40038000) [around, x] = [2, (x - 1.5) / (1 + 1.5 * x)];
    else [around, x] = [3, -1 / x];
  }
  const z = x * x;
  const w = z * z;
  const s1 =
    z *
    (0.3333333333333293 +
      w *
        (0.14285714272503466 +
          w *
            (9.090887133436507e-2 +
              w * (6.661073137387531e-2 + w * (4.9768779946159324e-2 + w * 1.6285820115365782e-2)))));
  const s2 =
    w *
    (-0.19999999999876483 +
      w *
        (-0.11111110405462356 +
          w * (-7.69187620504483e-2 + w * (-5.8335701337905735e-2 + w * -3.6531572744216916e-2))));
  if (around === null) return x - x * (s1 + s2);
  return sign * (HEADS[around] - (x * (s1 + s2) - TAILS[around] - x));
}

export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const isBehind = x < 0 || Object.is(x, -0);
  const isBelow = y < 0 || Object.is(y, -0);
  const signed = (angle: number) => (isBelow ? -angle : angle);
  if (y === 0) return isBehind ? signed(Math.PI) : y;
  if (x === 0) return signed(PIO2_HI);
  if (Math.abs(x) === Infinity) {
    if (Math.abs(y) === Infinity) return signed(isBehind ? 3 * PIO4_HI : PIO4_HI);
    return signed(isBehind ? Math.PI : 0);
  }
  if (Math.abs(y) === Infinity) return signed(PIO2_HI);
  const exponents = ((highWord(y) & 0x7fffffff) - (highWord(x) & 0x7fffffff)) >> 20;
  if (exponents > 60) return signed(PIO2_HI + 0.5 * PI_LO);
  const z = isBehind && exponents < -60 ? 0 : atan(Math.abs(y / x));
  return signed(isBehind ? Math.PI - (z - PI_LO) : z);
}

export function asin(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size === 1) return x * PIO2_HI + x * PIO2_LO;
  if (size < 0.5) return highWord(size) < 0x3e500000 ? x : x + x * ratioOf(x * x);
  const t = (1 - size) * 0.5;
  const s = Math.sqrt(t);
  const ratio = ratioOf(t);
  if (highWord(size) >= 0x3fef3333) {
    const near1 = PIO2_HI - (2 * (s + s * ratio) - PIO2_LO);
    return x > 0 ? near1 : -near1;
  }
  const w = clearLowWord(s);
  const c = (t - w * w) / (s + w);
  const p = 2 * s * ratio - (PIO2_LO - 2 * c);
  const angle = PIO4_HI - (p - (PIO4_HI - 2 * w));
  return x > 0 ? angle : -angle;
}

export function acos(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (x === 1) return 0;
  if (x === -1) return Math.PI;
  if (size < 0.5) {
    if (highWord(size) <= 0x3c600000) return PIO2_HI + PIO2_LO;
    return PIO2_HI - (x - (PIO2_LO - x * ratioOf(x * x)));
  }
  const z = (1 - size) * 0.5;
  const s = Math.sqrt(z);
  const ratio = ratioOf(z);
  if (x < 0) return Math.PI - 2 * (s + (ratio * s - PIO2_LO));
  const df = clearLowWord(s);
  return 2 * (df + (ratio * s + (z - df * df) / (s + df)));
}

/** (asin(x) - x) / x of t = x². */
function ratioOf(t: number): number {
  const p =
    t *
    (0.16666666666666666 +
      t *
        (-0.3255658186224009 +
          t *
            (0.20121253213486293 +
              t * (-4.005553450067941e-2 + t * (7.915349942898145e-4 + t * 3.479331075960212e-5)))));
  const q =
    1 +
    t *
      (-2.403394911734414 + t * (2.0209457602335057 + t * (-0.6882839716054533 + t * 7.703815055590194e-2)));
  return p / q;
}

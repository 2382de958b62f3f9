// An angle less its whole quarter turns: fdlibm's e_rem_pio2.c (see README.md for the licence) up to 2^20 quarter turns, and
// exact arithmetic over big integers beyond, where nobody is in a hurry.
import { highWord, lowWord } from './double-words.ts';

const INV_PIO2 = 0.6366197723675814;
const PIO2_1 = 1.5707963267341256;
const PIO2_1T = 6.077100506506192e-11;
const PIO2_2 = 6.077100506303966e-11;
const PIO2_2T = 2.0222662487959506e-21;
const PIO2_3 = 2.0222662487111665e-21;
const PIO2_3T = 8.4784276603689e-32;
/** Added and taken away again it rounds to an integer. */
const ROUNDER = 2 ** 52 * 1.5;

export interface ReducedAngle {
  /** Quarter turns taken away, modulo 4. */
  quarter: number;
  /** What is left, about -π/4 to π/4, and what is left of that. */
  y0: number;
  y1: number;
}

/** `x` finite. */
export function reduceAngle(x: number): ReducedAngle {
  const size = highWord(x) & 0x7fffffff;
  if (size <= 0x3fe921fb) return { quarter: 0, y0: x, y1: 0 };
  return size < 0x413921fb ? reduceMedium(x, size) : reduceLarge(x);
}

function reduceMedium(x: number, size: number): ReducedAngle {
  const fn = x * INV_PIO2 + ROUNDER - ROUNDER;
  const exponent = size >> 20;
  const bitsLost = (y: number) => exponent - ((highWord(y) >> 20) & 0x7ff);
  let r = x - fn * PIO2_1;
  let w = fn * PIO2_1T;
  let y0 = r - w;
  if (bitsLost(y0) > 16) {
    let t = r;
    w = fn * PIO2_2;
    r = t - w;
    w = fn * PIO2_2T - (t - r - w);
    y0 = r - w;
    if (bitsLost(y0) > 49) {
      t = r;
      w = fn * PIO2_3;
      r = t - w;
      w = fn * PIO2_3T - (t - r - w);
      y0 = r - w;
    }
  }
  return { quarter: fn & 3, y0, y1: r - y0 - w };
}

const FRACTION_BITS = 1200n;
/** 2/π in units of 2^-1200. */
const TWO_OVER_PI = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09' +
    'd1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff8' +
    '97ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292' +
    'ea6bfb5fb11f8d5d0856033046fc7b',
);
const KEPT_BITS = 160n;
/** π/2 in units of 2^-160. */
const HALF_PI = BigInt('0x1921fb54442d18469898cc51701b839a252049c11');

/** x = m·2^e with integers: m·2^e·(2/π) is exact enough to keep 160 bits behind the point. */
function reduceLarge(x: number): ReducedAngle {
  const high = highWord(x);
  const mantissa = (BigInt((high & 0xfffff) | 0x100000) << 32n) | BigInt(lowWord(x) >>> 0);
  const exponent = BigInt(((high >> 20) & 0x7ff) - 1075);
  const shift = FRACTION_BITS - exponent - KEPT_BITS;
  const turns = (mantissa * TWO_OVER_PI) >> shift;
  const one = 1n << KEPT_BITS;
  let quarter = Number((turns >> KEPT_BITS) & 3n);
  let fraction = turns & (one - 1n);
  if (fraction >= one >> 1n) {
    fraction -= one;
    quarter += 1;
  }
  const rest = fraction * HALF_PI;
  const y0 = Number(rest);
  const y1 = Number(rest - BigInt(y0));
  const scale = 2 ** -320;
  const sign = x < 0 ? -1 : 1;
  return { quarter: (sign * quarter) & 3, y0: sign * y0 * scale, y1: sign * y1 * scale };
}

// Sine, cosine and tangent. Ports of fdlibm's k_sin.c, k_cos.c and k_tan.c; see README.md for the licence. Error below 1 ulp,
// however large the angle is.
import { clearLowWord, highWord } from './double-words.ts';
import { reduceAngle } from './reduce-angle.ts';

export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarter, y0, y1 } = reduceAngle(x);
  const value = quarter & 1 ? cosNear0(y0, y1) : sinNear0(y0, y1);
  return quarter & 2 ? -value : value;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarter, y0, y1 } = reduceAngle(x);
  const value = quarter & 1 ? sinNear0(y0, y1) : cosNear0(y0, y1);
  return (quarter + 1) & 2 ? -value : value;
}

export function tan(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarter, y0, y1 } = reduceAngle(x);
  return tanNear0(y0, y1, (quarter & 1) === 1);
}

const isTiny = (x: number) => (highWord(x) & 0x7fffffff) < 0x3e400000;

function sinNear0(x: number, y: number): number {
  if (isTiny(x)) return x;
  const z = x * x;
  const w = z * z;
  const r =
    8.33333333332249e-3 +
    z * (-1.984126982985795e-4 + z * 2.7557313707070068e-6) +
    z * w * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const v = z * x;
  const S1 = -0.16666666666666632;
  return y === 0 ? x + v * (S1 + z * r) : x - (z * (0.5 * y - v * r) - y - v * S1);
}

function cosNear0(x: number, y: number): number {
  if (isTiny(x)) return 1;
  const z = x * x;
  const w = z * z;
  const r =
    z * (4.16666666666666e-2 + z * (-1.388888888887411e-3 + z * 2.480158728947673e-5)) +
    w * w * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11));
  const hz = 0.5 * z;
  const head = 1 - hz;
  return head + (1 - head - hz + (z * r - x * y));
}

const PIO4 = 0.7853981633974483;
const PIO4_LO = 3.061616997868383e-17;

/** tan(x + y), or -1 / tan(x + y) where `inverse`. */
function tanNear0(given: number, tail: number, inverse: boolean): number {
  let x = given;
  let y = tail;
  const isLarge = (highWord(x) & 0x7fffffff) >= 0x3fe59428;
  const sign = x < 0 ? -1 : 1;
  if (isTiny(x) && !inverse) return x;
  if (isLarge) {
    x = PIO4 - sign * x + (PIO4_LO - sign * y);
    y = 0;
  }
  const z = x * x;
  const w = z * z;
  const odd =
    0.13333333333320124 +
    w *
      (2.1869488294859542e-2 +
        w *
          (3.5920791075913124e-3 +
            w * (5.880412408202641e-4 + w * (7.817944429395571e-5 + w * -1.8558637485527546e-5))));
  const even =
    z *
    (5.396825397622605e-2 +
      w *
        (8.8632398235993e-3 +
          w *
            (1.4562094543252903e-3 +
              w * (2.464631348184699e-4 + w * (7.140724913826082e-5 + w * 2.590730518636337e-5)))));
  const s = z * x;
  const r = y + z * (s * (odd + even) + y) + 0.3333333333333341 * s;
  const t = x + r;
  if (isLarge) {
    const v = inverse ? -1 : 1;
    return sign * (v - 2 * (x - ((t * t) / (t + v) - r)));
  }
  if (!inverse) return t;
  const head = clearLowWord(t);
  const rest = r - (head - x);
  const a = -1 / t;
  const b = clearLowWord(a);
  return b + a * (1 + b * head + b * rest);
}

// The normal distribution: its distribution function (by fdlibm's erfc, s_erf.c; see README.md for the licence) and the inverse
// of it (Wichura, Algorithm AS 241, PPND16: 16 digits), which makes a normal number of one uniform number.
import { clearLowWord } from './double-words.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';

/** c0 + c1·x + c2·x² + … */
function horner(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] ?? 0);
  return sum;
}

const PP = [
  0.12837916709551256, -0.3250421072470015, -2.848174957559851e-2, -5.770270296489442e-3,
  -2.3763016656650163e-5,
];
const QQ = [
  1, 0.39791722395915535, 6.50222499887673e-2, 5.081306281875766e-3, 1.3249473800432164e-4,
  -3.960228278775368e-6,
];
const PA = [
  -2.3621185607526594e-3, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
  3.5478304325618236e-2, -2.166375594868791e-3,
];
const QA = [
  1, 0.10642088040084423, 0.540397917702171, 7.182865441419627e-2, 0.12617121980876164, 1.363708391202905e-2,
  1.1984499846799107e-2,
];
const RA = [
  -9.864944034847148e-3, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
  -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const SA = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
  108.63500554177944, 6.570249770319282, -6.04244152148581e-2,
];
const RB = [
  -9.8649429247001e-3, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
  -1025.0951316110772, -483.5191916086514,
];
const SB = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
  474.52854120695537, -22.44095244658582,
];
const ERX = 0.8450629115104675;

/** 2/√π · ∫ e^-t² from x to ∞. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const size = Math.abs(x);
  if (size < 0.84375) {
    if (size < 2 ** -56) return 1 - x;
    const y = horner(x * x, PP) / horner(x * x, QQ);
    return x < 0.25 ? 1 - (x + x * y) : 0.5 - (x * y + (x - 0.5));
  }
  if (size < 1.25) {
    const ratio = horner(size - 1, PA) / horner(size - 1, QA);
    return x >= 0 ? 1 - ERX - ratio : 1 + (ERX + ratio);
  }
  if (x < -6) return 2;
  if (x >= 28) return 0;
  const s = 1 / (size * size);
  const ratio = size < 1 / 0.35 ? horner(s, RA) / horner(s, SA) : horner(s, RB) / horner(s, SB);
  const z = clearLowWord(size);
  const r = exp(-z * z - 0.5625) * exp((z - size) * (z + size) + ratio);
  return x > 0 ? r / size : 2 - r / size;
}

/** The share of a normal distribution that lies below x. */
export const normalCdf = (x: number) => 0.5 * erfc(-x * Math.SQRT1_2);

const A = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
] as const;
const B = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
] as const;
const C = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 2.2723844989269184e-2, 7.745450142783414e-4,
];
const D = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 1.5198666563616457e-2,
  5.475938084995345e-4, 1.0507500716444169e-9,
];
const E = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 2.6532189526576124e-2,
  1.2426609473880784e-3, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const F = [
  1, 0.599832206555888, 0.1369298809227358, 1.4875361290850615e-2, 7.868691311456133e-4,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];

/** The number below which a share `p` of a normal distribution lies; 0 < p < 1. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (((((((A[7] * r + A[6]) * r + A[5]) * r + A[4]) * r + A[3]) * r + A[2]) * r + A[1]) * r + A[0])) /
      (((((((B[7] * r + B[6]) * r + B[5]) * r + B[4]) * r + B[3]) * r + B[2]) * r + B[1]) * r + 1)
    );
  }
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const value = r <= 5 ? horner(r - 1.6, C) / horner(r - 1.6, D) : horner(r - 5, E) / horner(r - 5, F);
  return q < 0 ? -value : value;
}

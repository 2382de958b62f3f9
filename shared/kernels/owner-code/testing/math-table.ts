// A script that works out a table of every function of `Math` whose bits engines disagree about, and what must come out of it: in Node,
// in Chromium, anywhere.

const HASHES = {
  acos: 'af0fb5f8',
  acosh: '1974ea35',
  asin: 'd12282cf',
  asinh: '7c23554c',
  atan: 'ff5b76e6',
  atan2: 'e57cb71a',
  atanh: '75802e06',
  cbrt: 'f04420ec',
  cos: '7bbdefbf',
  cosh: '8116bf68',
  exp: '57c508a7',
  expm1: '6f5c8365',
  hypot: '1dbf1ba0',
  log: '960a1589',
  log10: '171592bb',
  log1p: '9ad1f0f3',
  log2: '2b836a4a',
  pow: '64e0dadf',
  sin: '801c2ec6',
  sinh: '1d0a8f22',
  tan: '1374c271',
  tanh: '315c4814',
} as const;
export const INEXACT = Object.keys(HASHES) as (keyof typeof HASHES)[];

/** Number n of the range is function n. A hash (FNV-1a) of 3000 answers, small arguments and large ones; not-a-number counts as one value. */
export const MATH_TABLE_SCRIPT = `
const names = ${JSON.stringify(INEXACT)};
exports.default = (n, params, ctx) => {
  const name = names[n];
  const words = new Int32Array(2);
  const double = new Float64Array(words.buffer);
  let hash = 0x811c9dc5;
  for (const scale of [1 / 512, 1 / 40, 97])
    for (let i = -500; i < 500; i++) {
      const value = ctx.math[name](i * scale + 1 / 1024, i * 0.021);
      if (value === value) double[0] = value; else words.fill(7);
      for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
    }
  return [name, (hash >>> 0).toString(16)];
};
`;

/** Its `results.jsonl`. A change of it is a change of every result that rests on these functions. */
export const MATH_TABLE = Object.entries(HASHES)
  .map((row) => `${JSON.stringify(row)}\n`)
  .join('');

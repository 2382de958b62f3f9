// Matrices for tests: of several kinds of numbers, as .npy files in any order and type, and a plain product to compare with.
import type { Matrix } from '../check/check-module.ts';
import type { ElementType } from '../npy/element-types.ts';
import { seededRandom } from '../../../testing/seeded-random.ts';

export type Distribution = 'uniform' | 'positive' | 'lognormal' | 'sparse' | 'constant';

export function makeMatrix(
  rows: number,
  columns: number,
  random: () => number,
  distribution: Distribution = 'uniform',
): Matrix {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const draw = {
    uniform: () => random() - 0.5,
    positive: random,
    lognormal: () => (random() < 0.5 ? -1 : 1) * Math.exp(3 * normal()),
    sparse: () => (random() < 0.01 ? normal() : 0),
    constant: () => 0.1,
  }[distribution];
  return { values: Float32Array.from({ length: rows * columns }, draw), rows, columns };
}

export const randomFrom = (seed: number) => {
  const random = seededRandom(seed);
  return () => random();
};

/** In f64, element by element. */
export function plainProduct(a: Matrix, b: Matrix): Float64Array {
  const product = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++) {
      const x = a.values[i * a.columns + k] ?? NaN;
      const row = product.subarray(i * b.columns, (i + 1) * b.columns);
      for (const [j, sum] of row.entries()) row[j] = sum + x * (b.values[k * b.columns + j] ?? NaN);
    }
  return product;
}

export interface NpyOptions {
  type?: ElementType;
  fortran?: boolean;
  version?: 1 | 2 | 3;
  /** Instead of what the others say. */
  header?: string;
}

/** A .npy file as NumPy writes it. */
export function npyFile(
  { values, rows, columns }: Matrix,
  { type = 'f4', fortran = false, version = 1, header }: NpyOptions = {},
): Uint8Array {
  const text =
    header ??
    `{'descr': '${type.endsWith('1') ? '|' : '<'}${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${rows}, ${columns}), }`;
  const start = version === 1 ? 10 : 12;
  const total = Math.ceil((start + text.length + 1) / 64) * 64;
  const head = Buffer.alloc(total, ' ');
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) head.writeUInt16LE(total - start, 8);
  else head.writeUInt32LE(total - start, 8);
  head.write(text, start, 'latin1');
  head[total - 1] = 0x0a;
  const ordered = fortran
    ? Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? NaN)
    : values;
  return new Uint8Array(Buffer.concat([head, encodeNumbers(ordered, type)]));
}

function encodeNumbers(numbers: ArrayLike<number>, type: ElementType): Uint8Array {
  const whole = () => Array.from(numbers, (value) => Math.round(value));
  const arrays = {
    f4: () => Float32Array.from(numbers),
    f8: () => Float64Array.from(numbers),
    i1: () => Int8Array.from(whole()),
    i2: () => Int16Array.from(whole()),
    i4: () => Int32Array.from(whole()),
    i8: () => BigInt64Array.from(whole(), BigInt),
    u1: () => Uint8Array.from(whole()),
    u2: () => Uint16Array.from(whole()),
    u4: () => Uint32Array.from(whole()),
    u8: () => BigUint64Array.from(whole(), BigInt),
  };
  return new Uint8Array(arrays[type]().buffer);
}

/** What a C.npy holds. Written apart from the kernel's own reader. */
export function readNpy(bytes: Uint8Array): Matrix {
  const file = Buffer.from(bytes);
  const header = file.toString('latin1', 10, 10 + file.readUInt16LE(8));
  const [, rows, columns] =
    /'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header) ?? [];
  const data = new Uint8Array(bytes.subarray(10 + header.length));
  return { values: new Float32Array(data.buffer), rows: Number(rows), columns: Number(columns) };
}

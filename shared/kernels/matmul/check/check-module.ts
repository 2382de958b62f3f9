// `assembly/check.ts` with JavaScript's arrays: bands of a matrix go into the module's memory, vectors stay there for a call.
import { decodeBase64 } from '../../bytes/decode-base64.ts';
import { once } from '../../once.ts';
import { CHECK_RELAXED, CHECK_SIMD } from '../matmul-wasm.ts';

interface CheckExports {
  memory: WebAssembly.Memory;
  heapAt(): number;
  timesVectors(
    rows: number,
    columns: number,
    m: number,
    x: number,
    y: number,
    mx: number,
    my: number,
    squares: number,
  ): void;
  addScaledRow(a: number, columns: number, row: number, sums: number, sizes: number): void;
  generateRow(key: number, second: number, first: number, columns: number, to: number): void;
}

/** What a matrix times two vectors is, row by row, and the sum of each row's squares. f64. */
export interface VectorProducts {
  x: Float64Array;
  y: Float64Array;
  squares: Float64Array;
}

/** Row-major f32. */
export interface Matrix {
  values: Float32Array;
  rows: number;
  columns: number;
}

export interface CheckModule {
  /** `x` and `y` have as many numbers as the matrix columns. */
  timesVectors(matrix: Matrix, x: Float64Array, y: Float64Array): VectorProducts;
  /** `row` × `matrix` in f64, and the same of absolute values. */
  timesMatrix(row: Float32Array, matrix: Matrix): { sums: Float64Array; sizes: Float64Array };
  generateRow(key: number, second: number, first: number, target: Float32Array): void;
}

/** Bytes of a matrix in the module at once. */
const BAND_BYTES = 512 * 1024;
const PAGE = 65_536;

/** Rejects where WebAssembly has no SIMD. */
export const loadCheckModule: () => Promise<CheckModule> = once(async () => {
  const { instance } = await WebAssembly.instantiate(decodeBase64(CHECK_RELAXED)).catch(() =>
    WebAssembly.instantiate(decodeBase64(CHECK_SIMD)),
  );
  const wasm = instance.exports as unknown as CheckExports;
  const { memory } = wasm;

  const reserve = (bytes: number) => {
    const missing = wasm.heapAt() + bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  };
  const padded = (columns: number) => Math.ceil(columns / 4) * 4;
  const bandRows = (columns: number) => Math.max(1, Math.floor(BAND_BYTES / (4 * padded(columns))));

  /** Rows [from, to) into the module at `at`, short rows filled with zeros to a multiple of four. */
  const putRows = ({ values, columns }: Matrix, from: number, to: number, at: number) => {
    const width = padded(columns);
    const target = new Float32Array(memory.buffer, at, (to - from) * width);
    if (width === columns) {
      target.set(values.subarray(from * columns, to * columns));
      return;
    }
    target.fill(0);
    for (let row = from; row < to; row++)
      target.set(values.subarray(row * columns, (row + 1) * columns), (row - from) * width);
  };

  return {
    timesVectors(matrix, x, y) {
      const { rows, columns } = matrix;
      const width = padded(columns);
      const each = bandRows(columns);
      const xAt = wasm.heapAt();
      const yAt = xAt + 8 * width;
      const outAt = yAt + 8 * width;
      const bandAt = outAt + 8 * 3 * each + (each % 2) * 8;
      reserve(bandAt + 4 * width * each - xAt);
      const vectors = new Float64Array(memory.buffer, xAt, 2 * width).fill(0);
      vectors.set(x);
      vectors.set(y, width);
      const products: VectorProducts = {
        x: new Float64Array(rows),
        y: new Float64Array(rows),
        squares: new Float64Array(rows),
      };
      const out = new Float64Array(memory.buffer, outAt, 3 * each);
      for (let row = 0; row < rows; row += each) {
        const count = Math.min(each, rows - row);
        putRows(matrix, row, row + count, bandAt);
        wasm.timesVectors(count, width, bandAt, xAt, yAt, outAt, outAt + 8 * each, outAt + 16 * each);
        products.x.set(out.subarray(0, count), row);
        products.y.set(out.subarray(each, each + count), row);
        products.squares.set(out.subarray(2 * each, 2 * each + count), row);
      }
      return products;
    },

    timesMatrix(row, matrix) {
      const { rows, columns } = matrix;
      const width = padded(columns);
      const each = bandRows(columns);
      const sumsAt = wasm.heapAt();
      const sizesAt = sumsAt + 8 * width;
      const bandAt = sizesAt + 8 * width;
      reserve(bandAt + 4 * width * each - sumsAt);
      new Float64Array(memory.buffer, sumsAt, 2 * width).fill(0);
      for (let first = 0; first < rows; first += each) {
        const count = Math.min(each, rows - first);
        putRows(matrix, first, first + count, bandAt);
        for (let k = 0; k < count; k++)
          wasm.addScaledRow(row[first + k] ?? 0, width, bandAt + 4 * width * k, sumsAt, sizesAt);
      }
      return {
        sums: new Float64Array(memory.buffer.slice(sumsAt, sumsAt + 8 * columns)),
        sizes: new Float64Array(memory.buffer.slice(sizesAt, sizesAt + 8 * columns)),
      };
    },

    generateRow(key, second, first, target) {
      const width = padded(target.length);
      const at = wasm.heapAt();
      reserve(4 * width);
      wasm.generateRow(key, second, first, width, at);
      target.set(new Float32Array(memory.buffer, at, target.length));
    },
  };
});

// `assembly/gemm.ts` with JavaScript's arrays, for SIMD or relaxed SIMD. Decides the order of the blocks: B is packed once
// and stays; a band of A is packed slab by slab and meets all of B, a few milliseconds at a time.
import { decodeBase64 } from '../../bytes/decode-base64.ts';
import { GEMM_RELAXED, GEMM_SIMD } from '../matmul-wasm.ts';
import type { Multiplier } from './multiplier.ts';

interface GemmExports {
  memory: WebAssembly.Memory;
  heapAt(): number;
  packA(mc: number, kc: number, from: number, stride: number, to: number): void;
  packB(kc: number, nc: number, from: number, stride: number, to: number): void;
  multiplyPacked(
    mc: number,
    nc: number,
    kc: number,
    a: number,
    b: number,
    c: number,
    stride: number,
    adds: boolean,
  ): void;
}

/** As in the module. */
const TILE_ROWS = 6;
const TILE_COLUMNS = 8;
/** A slab of 256 of the common dimension: a strip of B stays in the first cache, a packed band of A in the second. */
const SLAB = 256;
const BAND = 20 * TILE_ROWS;
/** Columns multiplied in one call: with a band and a slab 31 million multiply-adds, 2 ms on a laptop, 60 on an old phone. */
const CALL_COLUMNS = 1024;
const PAGE = 65_536;

const roundUp = (value: number, to: number) => Math.ceil(value / to) * to;

/** Rejects where the engine does not know the instructions. */
export async function openWasmMultiplier(name: 'wasm-relaxed' | 'wasm-simd'): Promise<Multiplier> {
  const bytes = decodeBase64(name === 'wasm-relaxed' ? GEMM_RELAXED : GEMM_SIMD);
  const { instance } = await WebAssembly.instantiate(bytes);
  const wasm = instance.exports as unknown as GemmExports;
  const { memory } = wasm;
  const packedB = wasm.heapAt();
  const held = { depth: 0, columns: 0 };

  /** First byte after the packed B. */
  const afterB = () => packedB + 4 * held.depth * roundUp(held.columns, TILE_COLUMNS);
  const reserve = (end: number) => {
    if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
  };

  return {
    name,
    async hold({ values, rows: depth, columns }, rest) {
      held.depth = depth;
      held.columns = columns;
      const slabAt = afterB();
      reserve(slabAt + 4 * SLAB * columns);
      const slab = new Float32Array(memory.buffer, slabAt, SLAB * columns);
      for (let k = 0; k < depth; k += SLAB) {
        const kc = Math.min(SLAB, depth - k);
        slab.set(values.subarray(k * columns, (k + kc) * columns));
        wasm.packB(kc, columns, slabAt, 4 * columns, packedB + 4 * k * roundUp(columns, TILE_COLUMNS));
        await rest((k + kc) / depth);
      }
    },

    async multiply({ values, rows }, rest) {
      const { depth, columns } = held;
      const bandAt = roundUp(afterB(), 64);
      const packedA = roundUp(bandAt + 4 * BAND * depth, 64);
      const cAt = roundUp(packedA + 4 * BAND * SLAB, 64);
      reserve(cAt + 4 * BAND * columns);
      const product = new Float32Array(rows * columns);
      for (let i = 0; i < rows; i += BAND) {
        const mc = Math.min(BAND, rows - i);
        new Float32Array(memory.buffer, bandAt, mc * depth).set(values.subarray(i * depth, (i + mc) * depth));
        for (let k = 0; k < depth; k += SLAB) {
          const kc = Math.min(SLAB, depth - k);
          wasm.packA(mc, kc, bandAt + 4 * k, 4 * depth, packedA);
          const slabAt = packedB + 4 * k * roundUp(columns, TILE_COLUMNS);
          for (let j = 0; j < columns; j += CALL_COLUMNS) {
            const nc = Math.min(CALL_COLUMNS, columns - j);
            wasm.multiplyPacked(mc, nc, kc, packedA, slabAt + 4 * j * kc, cAt + 4 * j, 4 * columns, k > 0);
            const wait = rest((i + (mc * (k + (kc * (j + nc)) / columns)) / depth) / rows);
            if (wait) await wait;
          }
        }
        product.set(new Float32Array(memory.buffer, cAt, mc * columns), i * columns);
      }
      return product;
    },

    close() {},
  };
}

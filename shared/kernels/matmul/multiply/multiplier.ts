// One way of multiplying on this thread. It holds at most one panel of B, in whatever form suits it, for as many panels of
// A as come; `hold` replaces it.
import type { Matrix } from '../check/check-module.ts';

/** Called often; waits where the thread has to rest. The share is of the present call. */
export type Rest = (share: number) => Promise<void> | undefined;

export interface Multiplier {
  readonly name: 'webgpu' | 'wasm-relaxed' | 'wasm-simd' | 'typed-arrays';
  hold(b: Matrix, rest: Rest): Promise<void>;
  /** Row-major `a.rows` × the columns of the panel held. */
  multiply(a: Matrix, rest: Rest): Promise<Float32Array>;
  /** Gives its memory back; not used again. */
  close(): void;
}

export const noRest: Rest = () => undefined;

// Generated matrices: each number depends on the seed, the matrix, its row and its column alone, so that a device makes
// only what its block needs and everybody makes the same. Two rounds of MurmurHash3's finaliser over the column, keyed by
// the row; 24 bits of it, from -0.5 up to but not including 0.5. The numbers are exact in f32: no rounding, no engine's choice.
import { mix } from '../../probe/mix.ts';
import type { CheckModule } from '../check/check-module.ts';
import type { GeneratedPanel } from '../params.ts';
import type { Rest } from '../multiply/multiplier.ts';

const GOLDEN = 0x9e3779b9;
const SALT = { A: 0x243f6a88, B: 0x85a308d3 };
const NUMBERS_PER_REST = 262_144;

export interface GeneratedSize {
  seed: number;
  rows: number;
  columns: number;
}

/** `module`: the fast way; null where WebAssembly has no SIMD. The numbers are the same. */
export async function generatePanel(
  source: GeneratedPanel,
  { seed, rows, columns }: GeneratedSize,
  module: CheckModule | null,
  rest: Rest,
): Promise<Float32Array> {
  const values = new Float32Array(rows * columns);
  const base = mix(seed ^ SALT[source.matrix]);
  let sinceRest = 0;
  for (let i = 0; i < rows; i++) {
    const row = source.row + i;
    const key = mix(base + Math.imul(row, GOLDEN));
    const second = mix(Math.imul(row, SALT.A) ^ mix(base ^ GOLDEN));
    const target = values.subarray(i * columns, (i + 1) * columns);
    if (module) module.generateRow(key, second, source.column, target);
    else generateRow(key, second, source.column, target);
    sinceRest += columns;
    if (sinceRest < NUMBERS_PER_REST) continue;
    sinceRest = 0;
    await rest((i + 1) / rows);
  }
  return values;
}

function generateRow(key: number, second: number, first: number, target: Float32Array): void {
  for (let i = 0; i < target.length; i++) {
    const h = mix(mix(key + Math.imul(first + i, GOLDEN)) ^ second);
    target[i] = (h >>> 8) / 2 ** 24 - 0.5;
  }
}

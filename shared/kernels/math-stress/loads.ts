// The loads: what one round does, how much that is, and the answer that it always has.
import { decodeBase64 } from '../bytes/decode-base64.ts';
import { integerSteps } from './integer-steps.ts';
import { MULTIPLY_ADD_WASM } from './multiply-add-wasm.ts';
import type { StressParams } from './params.ts';

export type LoadName = Exclude<StressParams['load'], 'all'>;

export interface Load {
  /** Of `unit`, in one round. */
  amount: number;
  unit: string;
  answer: number;
  /** Sets up what rounds share, and gives the round. */
  open(): Promise<() => number>;
}

export const LOAD_NAMES = ['integers', 'floats', 'simd', 'memory'] as const satisfies LoadName[];

const STEPS = 2_000_000;
const DIVISIONS = 1_000_000;
const CHAIN_ROUNDS = 1_000_000;
const MEMORY_BYTES = 16 * 1024 * 1024;

export const loads: Readonly<Record<LoadName, Load>> = {
  integers: {
    amount: STEPS,
    unit: 'steps',
    answer: 778_228_136,
    open: async () => () => integerSteps(0x9e37_79b9, STEPS) >>> 0,
  },
  floats: {
    // A multiplication, an addition, a division and a root each.
    amount: 4 * DIVISIONS,
    unit: 'operations',
    answer: 4_045_816_034,
    open: async () => () => {
      let x = 1.5;
      let sum = 0;
      for (let i = 1; i <= DIVISIONS; i++) {
        x = Math.sqrt(x * 1.25 + i / (x + 0.5));
        sum += x;
      }
      return Math.floor(sum * 1024) >>> 0;
    },
  },
  simd: {
    // Eight chains of four lanes, two operations each.
    amount: 64 * CHAIN_ROUNDS,
    unit: 'operations',
    answer: 4_214_984_852,
    open: async () => {
      const { instance } = await WebAssembly.instantiate(decodeBase64(MULTIPLY_ADD_WASM));
      const { multiplyAdd } = instance.exports as { multiplyAdd: (rounds: number) => number };
      return () => multiplyAdd(CHAIN_ROUNDS) >>> 0;
    },
  },
  memory: {
    // Written once, moved by half, read once.
    amount: 3 * MEMORY_BYTES,
    unit: 'bytes',
    answer: 768_537_442,
    open: async () => {
      const words = new Uint32Array(MEMORY_BYTES / 4);
      return () => {
        for (let i = 0; i < words.length; i++) words[i] = Math.imul(i, 0x9e37_79b1);
        words.copyWithin(1, words.length >>> 1);
        words.copyWithin(words.length >>> 1, 0, words.length >>> 1);
        let sum = 0;
        for (let i = 0; i < words.length; i++) sum = (sum + (words[i] ?? 0)) | 0;
        return sum >>> 0;
      };
    },
  },
};

/** All loads take turns, chunk by chunk. */
export const loadOf = ({ load }: StressParams, chunk: number): LoadName =>
  load === 'all' ? (LOAD_NAMES[chunk % LOAD_NAMES.length] ?? 'integers') : load;

// Words for the parameters of `math-stress`.
import type { KernelWords } from './kernel-words.ts';

export const mathStressWords: KernelWords = {
  load: {
    label: 'Load',
    values: {
      all: 'All in turns',
      integers: 'Whole numbers',
      floats: 'Fractions',
      simd: 'Vectors (WebAssembly)',
      memory: 'Memory',
    },
  },
  chunks: { label: 'Chunks', hint: 'Four for each device at least, so that each meets every load.' },
  rounds: { label: 'Rounds in a chunk', hint: 'One takes some 10 ms on a laptop.' },
};

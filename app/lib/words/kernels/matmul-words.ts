// Words for the parameters of `matmul`.
import type { KernelWords } from './kernel-words.ts';

export const matmulWords: KernelWords = {
  m: { label: 'Rows of A', hint: 'For generated matrices. With files, their own sizes count.' },
  k: { label: 'Columns of A, rows of B', hint: 'For generated matrices.' },
  n: { label: 'Columns of B', hint: 'For generated matrices.' },
  seed: { label: 'Seed', hint: 'For generated matrices. The same seed makes the same ones everywhere.' },
  block: {
    label: 'Block size',
    hint: 'Rows and columns of the result in one chunk. Left empty: what suits the sizes.',
  },
};

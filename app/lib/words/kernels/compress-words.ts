// Words for the parameters of `compress`.
import type { KernelWords } from './kernel-words.ts';

export const compressWords: KernelWords = {
  format: {
    label: 'Format',
    hint: 'gzip opens everywhere. Zstandard is faster and smaller.',
    values: { gzip: 'gzip', zstd: 'Zstandard' },
  },
  level: {
    label: 'Effort',
    hint: 'More effort makes smaller files and takes longer. Left empty: what is usual.',
  },
  archive: {
    label: 'Result',
    hint: 'One compressed file for each, or all of them in one .zip archive.',
    values: { auto: 'Automatic', each: 'One each', zip: 'One .zip' },
  },
};

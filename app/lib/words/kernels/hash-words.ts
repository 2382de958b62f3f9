// Words for the parameters of `hash`.
import type { KernelWords } from './kernel-words.ts';

export const hashWords: KernelWords = {
  algorithm: {
    label: 'Algorithm',
    hint: 'SHA-256 is what most people compare. BLAKE3 also splits large files among devices.',
    values: { sha256: 'SHA-256', blake3: 'BLAKE3', sha1: 'SHA-1', md5: 'MD5', crc32: 'CRC-32' },
  },
};

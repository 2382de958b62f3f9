// `hash`: checksums of any number of files in the format of sha256sum. Files of any size; BLAKE3 also cuts large ones.
import { cutFiles, requireFiles, type CutRules } from '../files/cut-files.ts';
import { openFilesPlan } from '../files/files-plan.ts';
import type { KernelDescription } from '../kernel.ts';
import { HashParams, type HashArgs } from './params.ts';

/** A power of two of MiB, so that a piece of a file is a complete subtree of BLAKE3. */
const PIECE_BYTES = 4 * 1024 * 1024;

const rulesFor = (params: HashParams): CutRules => ({
  pieceBytes: params.algorithm === 'blake3' ? PIECE_BYTES : null,
  groupFiles: 256,
});

export const hash: KernelDescription<HashParams> = {
  name: 'hash',
  title: 'Checksums',
  summary: 'SHA-256, BLAKE3, SHA-1, MD5 or CRC-32 of files, as a list that `sha256sum -c` checks.',
  inputs: ['files'],
  params: HashParams,
  defaultVerification: 'check',
  // Checking is computing again.
  checkShare: () => 0.1,
  split: (params, input) => cutFiles(input, rulesFor(params)),
  openPlan: (_params, input, index) =>
    openFilesPlan(requireFiles(input), index, ({ piece }, sizes): HashArgs =>
      piece ? { pieceOffset: piece.offset } : { sizes },
    ),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

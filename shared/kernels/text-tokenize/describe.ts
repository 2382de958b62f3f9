// `text-tokenize`: counts words, words in a row or byte pairs over any amount of text. Large files are cut every 4 MiB without looking; what
// lies across a cut is counted when the pieces are joined, so that the counts are those of one pass over the whole.
import type { KernelDescription } from '../kernel.ts';
import { cutFiles, requireFiles } from '../files/cut-files.ts';
import { openFilesPlan } from '../files/files-plan.ts';
import { TokenizeParams, type TokenizeArgs } from './params.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

export const textTokenize: KernelDescription<TokenizeParams> = {
  name: 'text-tokenize',
  title: 'Words and tokens',
  summary: 'Counts words, words in a row, or learns byte-pair tokens, over text files of any size.',
  inputs: ['files'],
  params: TokenizeParams,
  defaultVerification: 'check',
  // Checking is computing again.
  checkShare: () => 0.1,
  split: (_params, input) => cutFiles(input, { pieceBytes: PIECE_BYTES, groupFiles: 256 }),
  openPlan: (_params, input, index) =>
    openFilesPlan(requireFiles(input), index, ({ piece }, sizes): TokenizeArgs =>
      piece
        ? { size: piece.length, isFirst: piece.number === 0, isLast: piece.number === piece.of - 1 }
        : { sizes },
    ),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

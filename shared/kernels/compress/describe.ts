// `compress`: gzip or zstd of any number of files. A large file is cut into pieces whose members follow one another in one
// valid file; many files become one compressed file each, or one zip.
import { cutFiles, requireFiles, type CutRules } from '../files/cut-files.ts';
import { openFilesPlan } from '../files/files-plan.ts';
import type { KernelDescription } from '../kernel.ts';
import { CompressParams, type CompressArgs } from './params.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/** An entry of a zip is one stream and cannot be cut; nor can two share a chunk, whose result is appended whole. */
const rulesFor = ({ archive }: CompressParams): CutRules =>
  archive === 'zip' ? { pieceBytes: null, groupFiles: 1 } : { pieceBytes: PIECE_BYTES, groupFiles: 256 };

export const compress: KernelDescription<CompressParams> = {
  name: 'compress',
  title: 'Compress',
  summary: 'gzip or zstd of files: one compressed file each, or one zip.',
  inputs: ['files'],
  params: CompressParams,
  defaultVerification: 'check',
  // Decompressing is 3 to 200 times cheaper than compressing.
  checkShare: () => 1,
  split: (params, input) => cutFiles(input, rulesFor(params)),
  openPlan: (_params, input, index) =>
    openFilesPlan(requireFiles(input), index, (_chunk, sizes): CompressArgs => ({ sizes })),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

// `matmul`: C = A·B in f32, from two .npy files or generated from a seed. A chunk is a block of C.
import { CoveyError } from '../../contract/errors.ts';
import { type FilesInput, type JobInput, MAX_CHUNKS } from '../../contract/job.ts';
import { drawKey } from '../bytes/draw-key.ts';
import type { InputFiles } from '../input-files.ts';
import type { KernelDescription } from '../kernel.ts';
import { openMatrices } from './npy/open-matrices.ts';
import { MatmulParams } from './params.ts';
import { openBlockPlan, type MatmulIndex } from './plan/block-plan.ts';
import { blockSize, type Sizes } from './plan/block-size.ts';

function split(params: MatmulParams, input: JobInput, files: InputFiles): Uint8Array | Promise<Uint8Array> {
  if (input.kind === 'files') return splitFiles(params, input, files);
  if (input.kind === 'none') return encodeIndex(params, params);
  throw new CoveyError('no-input', 'matmul works on two files or on none, not on a range of numbers');
}

async function splitFiles(params: MatmulParams, input: FilesInput, files: InputFiles): Promise<Uint8Array> {
  const [a, b] = await openMatrices(input, files);
  // Devices keep panels of B under this key.
  return encodeIndex(params, { m: a.rows, k: a.columns, n: b.columns }, { a, b, key: drawKey() });
}

function encodeIndex(
  params: MatmulParams,
  { m, k, n }: Sizes,
  stored?: NonNullable<MatmulIndex['stored']>,
): Uint8Array {
  const block = blockSize({ m, k, n }, params.block);
  if (Math.ceil(m / block) * Math.ceil(n / block) > MAX_CHUNKS)
    throw new CoveyError('bad-params', `block: ${block} makes more than ${MAX_CHUNKS} chunks`);
  const index: MatmulIndex = { version: 1, m, k, n, block, ...(stored && { stored }) };
  return new TextEncoder().encode(JSON.stringify(index));
}

/** Square matrices of f32, as far as sizes can tell. */
function imagine({ block }: MatmulParams, [sizeA = 0, sizeB = 0]: readonly number[]) {
  const side = Math.max(1, Math.floor(Math.sqrt(Math.max(sizeA, 4) / 4)));
  const n = Math.max(1, Math.floor(sizeB / 4 / side));
  const each = blockSize({ m: side, k: side, n }, block);
  return { chunks: Math.ceil(side / each) * Math.ceil(n / each), cost: side * side * n };
}

export const matmul: KernelDescription<MatmulParams> = {
  name: 'matmul',
  title: 'Multiply matrices',
  summary:
    'The product of two matrices in single precision: two .npy files, first A and then B, or generated from a seed. NumPy opens it.',
  inputs: ['files', 'none'],
  looksInside: true,
  fills: true,
  params: MatmulParams,
  defaultVerification: 'check',
  // Freivalds' check costs a few per cent of the product.
  checkShare: () => 1,
  split,
  imagine,
  openPlan: openBlockPlan,
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

// `math-stress`: works every device hard in a known way: a burn-in, and a table of what each can do. The answers are known, so a machine that
// computes wrongly is found out.
import { requireInputKind } from '../../contract/job.ts';
import type { KernelDescription } from '../kernel.ts';
import { openBlocksPlan, type BlockCut } from '../blocks/cut-blocks.ts';
import { StressParams } from './params.ts';

/** Costs are rounds. */
const cutOf = ({ chunks, rounds }: StressParams): BlockCut => ({
  units: chunks * rounds,
  unitsPerBlock: rounds,
  blocksPerChunk: 1,
  costPerUnit: 1,
});

export const mathStress: KernelDescription<StressParams> = {
  name: 'math-stress',
  title: 'Stress test',
  summary:
    'Works every device hard in a known way: finds machines that compute wrongly, and says what each can do.',
  inputs: ['none'],
  params: StressParams,
  defaultVerification: 'check',
  checkShare: () => 1,
  split: (_params, input) => {
    requireInputKind(mathStress, input.kind);
    return new Uint8Array(0);
  },
  openPlan: (params) => openBlocksPlan(cutOf(params)),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

// `script`: the owner's own function over the numbers of a range, the lines of files, or whole files; and, as a job that follows, the
// script's own `reduce` over all results.
import type { KernelDescription } from '../kernel.ts';
import { ownedKernel } from '../owner-code/owned-kernel.ts';
import { ScriptParams } from './params.ts';
import { planReduce } from './plan-reduce.ts';

const items = ownedKernel<ScriptParams>({
  name: 'script',
  title: 'Your own script',
  summary: 'Runs your own TypeScript or JavaScript function on every number, line or file.',
  params: ScriptParams,
});

export const script: KernelDescription<ScriptParams> = {
  ...items,
  split(params, input, files) {
    if (params.phase === 'items') return items.split(params, input, files);
    planReduce(input);
    return new Uint8Array(0);
  },
  openPlan: (params, input, index) =>
    params.phase === 'items' ? items.openPlan(params, input, index) : planReduce(input),
  reduce: (context) =>
    items.reduce(
      // what `reduce` returns is one file
      context.params.phase === 'items'
        ? context
        : { ...context, params: { ...context.params, output: 'files' } },
    ),
  rounds: (params) => (params.code?.reduce ? 2 : 1),
  next: ({ params, outputs }) =>
    Promise.resolve(
      params.phase === 'items' && params.code?.reduce
        ? {
            params: { ...params, phase: 'reduce' },
            input: {
              kind: 'files',
              files: outputs.map(({ name, size }, blob) => ({ name, size, blob, offset: 0 })),
              blobs: outputs.map(({ blob }) => blob),
            },
          }
        : null,
    ),
};

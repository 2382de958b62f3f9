// What the kernels that run an owner's own code have in common: how they cut items into chunks and what becomes of the results. The
// coordinator never runs such code: it composes the job's script (compose.ts), and devices compute.
import { CoveyError } from '../../contract/errors.ts';
import type { JobInput } from '../../contract/job.ts';
import type { KernelDescription, Plan } from '../kernel.ts';
import type { CodeParams } from './code-params.ts';
import { checkItems, type ItemsInput, openItemsPlan } from './items/items-plan.ts';

type Own<P> = Pick<KernelDescription<P>, 'name' | 'title' | 'summary' | 'params'>;

export function ownedKernel<P extends CodeParams>(own: Own<P>): KernelDescription<P> {
  return {
    ...own,
    inputs: ['range', 'files'],
    defaultVerification: 'agree',
    checkShare: () => 0.1,
    split(params, input) {
      checkItems(params, requireItems(own.name, input));
      return new Uint8Array(0);
    },
    openPlan: (params, input): Plan => openItemsPlan(params, requireItems(own.name, input)),
    compare: async (_params, a, b) => (await import('./results/compare-results.ts')).compareResults(a, b),
    reduce: async (context) => (await import('./results/reduce-items.ts')).reduceItems(context),
  };
}

function requireItems(kernel: string, input: JobInput): ItemsInput {
  if (input.kind !== 'none') return input;
  throw new CoveyError('no-input', `${kernel} works on a range of numbers or on files`);
}

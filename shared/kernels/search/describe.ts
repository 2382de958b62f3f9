// `search`: looks through many candidates for one that fits, or for the best. In the modes where one is enough, the first hit ends the job.
import { CoveyError } from '../../contract/errors.ts';
import { MAX_CHUNKS, requireInputKind, type JobInput } from '../../contract/job.ts';
import { chunksOf, openBlocksPlan } from '../blocks/cut-blocks.ts';
import { ExpressionError } from '../expression/parse-expression.ts';
import type { KernelDescription } from '../kernel.ts';
import { SearchParams } from './params.ts';
import { SearchParamError } from './mode.ts';
import { openMode } from './open-mode.ts';

/** Costs are exact up to 2^53; a swarm that tries 10^9 a second needs eleven days for so many. */
const MOST_CANDIDATES = 1e15;

function split(params: SearchParams, input: JobInput): Uint8Array {
  requireInputKind(search, input.kind);
  const { cut } = openOrRefuse(params);
  if (cut.units > MOST_CANDIDATES || chunksOf(cut) > MAX_CHUNKS)
    throw new CoveyError(
      'bad-params',
      `mode: ${cut.units} candidates are too many; at most ${MOST_CANDIDATES}`,
    );
  return new Uint8Array(0);
}

function openOrRefuse(params: SearchParams) {
  try {
    return openMode(params);
  } catch (error) {
    if (error instanceof SearchParamError) throw new CoveyError('bad-params', error.message);
    if (error instanceof ExpressionError) throw new CoveyError('bad-params', `expression: ${error.message}`);
    throw error;
  }
}

export const search: KernelDescription<SearchParams> = {
  name: 'search',
  title: 'Search',
  summary:
    'Tries many candidates: a nonce, a short word by its hash, a factor, primes, the best point of a formula.',
  inputs: ['none'],
  params: SearchParams,
  defaultVerification: 'check',
  checkShare: () => 1,
  split,
  openPlan: (params) => openBlocksPlan(openMode(params).cut),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
  stop: async (...asked) => (await import('./stop.ts')).stop(...asked),
  looksFor: ({ mode }) => mode !== 'primes' && mode !== 'sweep',
};

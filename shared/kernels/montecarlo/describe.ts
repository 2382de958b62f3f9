// `montecarlo`: estimates by random samples, with an interval. The samples depend on the seed alone, so that the result is the same to
// the bit whichever devices took part.
import { CoveyError } from '../../contract/errors.ts';
import { MAX_CHUNKS, requireInputKind, type JobInput } from '../../contract/job.ts';
import { chunksOf, openBlocksPlan } from '../blocks/cut-blocks.ts';
import { ExpressionError } from '../expression/parse-expression.ts';
import type { KernelDescription } from '../kernel.ts';
import { models } from './models.ts';
import { MontecarloParams } from './params.ts';
import { cutSamples } from './sample-block.ts';

/** Random numbers in one job; costs are exact up to 2^53. */
const MOST_DRAWS = 1e15;

function split(params: MontecarloParams, input: JobInput): Uint8Array {
  requireInputKind(montecarlo, input.kind);
  const { low, high, samples } = params;
  if (low.length !== high.length)
    throw new CoveyError('bad-params', `high: there must be as many as of low: ${low.length}`);
  const wrong = low.findIndex((from, i) => !((high[i] ?? from) > from));
  if (wrong >= 0) throw new CoveyError('bad-params', `high: number ${wrong + 1} must be above ${low[wrong]}`);
  try {
    models[params.model].open(params);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new CoveyError('bad-params', `expression: ${error.message}`);
  }
  const cut = cutSamples(params);
  if (samples * cut.costPerUnit > MOST_DRAWS || chunksOf(cut) > MAX_CHUNKS)
    throw new CoveyError(
      'bad-params',
      `samples: at most ${Math.floor(MOST_DRAWS / cut.costPerUnit)} with ${cut.costPerUnit} random numbers each`,
    );
  return new Uint8Array(0);
}

export const montecarlo: KernelDescription<MontecarloParams> = {
  name: 'montecarlo',
  title: 'Monte Carlo',
  summary: 'Estimates by random samples, with an interval: π, option prices, integrals, walks, queues.',
  inputs: ['none'],
  params: MontecarloParams,
  defaultVerification: 'check',
  checkShare: () => 1,
  split,
  openPlan: (params) => openBlocksPlan(cutSamples(params)),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

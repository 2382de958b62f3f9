// Walks the accepted results of a job and makes sure that none is missing: every chunk is either met, in ascending
// order, or named as failed. Anything else is a defect of the caller and stops the reduce. Of a job that ended early only what is there is met.
import type { ReduceContext, ResultEntry } from '../kernel.ts';

type Results = Pick<ReduceContext<unknown>, 'plan' | 'results' | 'failed' | 'stoppedAt' | 'signal'>;

export async function* eachResult(context: Results): AsyncGenerator<ResultEntry, void> {
  const { plan, signal } = context;
  const lost = new Set(context.failed);
  let next = 0;
  const skipFailed = () => {
    while (lost.has(next)) next++;
  };
  for await (const entry of context.results()) {
    signal.throwIfAborted();
    if (context.stoppedAt !== null) next = Math.max(next, entry.index);
    skipFailed();
    if (entry.index !== next)
      throw new Error(`reduce met result ${entry.index} where result ${next} was due`);
    next++;
    yield entry;
  }
  skipFailed();
  if (next !== plan.count && context.stoppedAt === null)
    throw new Error(`reduce met no result for chunk ${next} of ${plan.count}`);
}

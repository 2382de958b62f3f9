// The owner's `reduce`, run on one device over the results of all items: what it returns becomes the job's last output. Runs in
// compute threads.
import type { ChunkTask } from '../kernel.ts';
import { collectItems } from '../owner-code/results/collect-items.ts';
import { eachBatch } from '../owner-code/items/each-batch.ts';
import { fullMessage } from '../owner-code/compute-items.ts';
import type { OwnerLog } from '../owner-code/results/owner-log.ts';
import type { ScriptParams } from './params.ts';
import type { OwnerModule, ScriptContext } from './script-interface.ts';

/** All results are in memory at once, several times as large as their text. */
const MOST_RESULT_TEXT = 128 * 1024 * 1024;

export interface ReducePart {
  module: OwnerModule;
  args: unknown;
  context: ScriptContext;
  explain: (error: unknown) => string;
  log: OwnerLog;
}

export async function reduceResults(
  task: ChunkTask,
  params: ScriptParams,
  { module, args, context, explain, log }: ReducePart,
): Promise<void> {
  log.clear();
  if (!module.reduce) throw new Error(`${params.code?.name ?? 'the script'} exports no \`reduce\``);
  if (task.inputSize > MOST_RESULT_TEXT)
    throw new Error(
      `the results are ${Math.ceil(task.inputSize / 1024 / 1024)} MiB, and a \`reduce\` takes at most ${MOST_RESULT_TEXT / 1024 / 1024}; return less for each item`,
    );
  const results: unknown[] = [];
  for await (const batch of eachBatch(task, {
    group: 0,
    items: params.output === 'jsonl' ? 'json' : 'files',
  }))
    for (let i = 0; i < batch.count; i++) results.push(batch.value(i));
  const collector = collectItems(task, 'files');
  try {
    collector.add(await module.reduce(results, args, context), 'reduced');
  } catch (error) {
    throw new Error(fullMessage('reduce', explain(error), log), { cause: error });
  }
  await collector.finish(log);
}

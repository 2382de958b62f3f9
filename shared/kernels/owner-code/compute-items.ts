// Computes a chunk over items: takes one after the other, has the owner's code compute it, collects what it returns, lets the thread
// rest. Says of whatever goes wrong at which item it did. Runs in compute threads.
import type { ChunkTask } from '../kernel.ts';
import type { CodeParams } from './code-params.ts';
import { eachBatch } from './items/each-batch.ts';
import { collectItems } from './results/collect-items.ts';
import type { OwnerLog } from './results/owner-log.ts';

export interface OwnerCode {
  /** Computes one item. May return a promise. */
  compute(value: unknown, key: { item: number; second: number }): unknown;
  /** Words for what it threw. */
  explain(error: unknown): string;
}

/** A thread says that it works, and may be told to rest, at least so often, as far as the owner's code lets it. */
const REST_EVERY_MS = 50;

export async function computeItems(
  task: ChunkTask,
  params: CodeParams,
  code: OwnerCode,
  log: OwnerLog,
  /** Told before each item, so that the code's own word about its progress can be put into the chunk's. */
  place: { done: number; share: number },
): Promise<void> {
  const collector = collectItems(task, params.output);
  const { now } = Date;
  let restedAt = now();
  log.clear();
  for await (const batch of eachBatch(task, params)) {
    for (let i = 0; i < batch.count; i++) {
      place.share = batch.share / batch.count;
      place.done = batch.done + i * place.share;
      try {
        let result = code.compute(batch.value(i), batch.key(i));
        if (isThenable(result)) result = await result;
        collector.add(result, batch.fileName(i));
      } catch (error) {
        throw new Error(fullMessage(batch.nameOf(i), code.explain(error), log), { cause: error });
      }
      if (collector.isFull()) await collector.flush();
      const at = now();
      if (at - restedAt < REST_EVERY_MS) continue;
      await task.progress(Math.min(1, place.done + place.share));
      restedAt = now();
    }
  }
  await collector.finish(log);
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

export function fullMessage(item: string, reason: string, log: OwnerLog): string {
  const said = log.last(3);
  return `${item}: ${reason.slice(0, 900)}${said.length > 0 ? `; it had logged: ${said.join(' | ').slice(-400)}` : ''}`;
}

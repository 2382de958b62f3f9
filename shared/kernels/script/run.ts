// Runs an owner's module over the items of a chunk, or its `reduce` over all results. Part of every job's script; the owner's text is
// put behind it (see owner-code/compose.ts) and handed to `load`.
import { computeItems } from '../owner-code/compute-items.ts';
import { makeItemRandom } from '../owner-code/item-random.ts';
import { makeSameMath } from '../owner-code/same-math.ts';
import { makeOwnerLog } from '../owner-code/results/owner-log.ts';
import type { ChunkTask } from '../kernel.ts';
import { loadModule, makeExplain, type OwnerSource } from './load-module.ts';
import type { ScriptParams } from './params.ts';
import { reduceResults } from './reduce-results.ts';
import type { OwnerModule, ScriptContext } from './script-interface.ts';

interface Runner {
  runChunk(task: ChunkTask): Promise<void>;
}

/** What `load` leaves for `run`; one script to a thread. */
const loaded: { runner?: () => Runner } = {};

/** Keeps the owner's text; it is first evaluated by the first chunk, under that chunk's limits. */
export function load(name: string, marker: string, body: OwnerSource['body']): void {
  let runner: Runner | undefined;
  loaded.runner = () => (runner ??= makeRunner({ name, marker, body }));
}

export async function run(task: ChunkTask): Promise<void> {
  if (!loaded.runner) throw new Error('this script holds no code of an owner');
  await loaded.runner().runChunk(task);
}

/** For tests, and for a runner that is not composed. */
export function makeRunner(source: OwnerSource): Runner {
  const log = makeOwnerLog();
  const explain = makeExplain(source);
  let random = makeItemRandom(0);
  const math = makeSameMath(() => random.next());
  const module = loadModule(source, math, explain);

  async function runChunk(task: ChunkTask): Promise<void> {
    const params = task.params as ScriptParams;
    const args = freezeDeep(params.args);
    const place = { done: 0, share: 0 };
    random = makeItemRandom(params.seed);
    const context = makeContext(task, place);
    if (params.phase === 'reduce') {
      random.begin(0, 1);
      return reduceResults(task, params, { module, args, context, explain, log });
    }
    const compute = (value: unknown, key: { item: number; second: number }) => {
      random.begin(key.item, key.second);
      const result = module.default(value, args, context);
      return module.verify ? verified(module, value, result, args, context) : result;
    };
    await computeItems(task, params, { compute, explain }, log, place);
  }

  function makeContext(task: ChunkTask, place: { done: number; share: number }): ScriptContext {
    return Object.freeze({
      random: () => random.next(),
      log: (...values: unknown[]) => log.add(values),
      progress: (share: number) => {
        const within = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
        return task.progress(Math.min(1, place.done + place.share * within));
      },
      math,
      signal: neverAborted,
    });
  }

  return { runChunk };
}

const neverAborted = Object.freeze({
  aborted: false as const,
  throwIfAborted: () => undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

async function verified(
  module: OwnerModule,
  item: unknown,
  computed: unknown,
  args: unknown,
  context: ScriptContext,
): Promise<unknown> {
  const result = await computed;
  if ((await module.verify?.(item, result, args, context)) === false)
    throw new Error('its own `verify` says that the result is wrong');
  return result;
}

/** What one item changed, the next would see: whether it does would depend on how items are put into chunks. */
function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freezeDeep(part);
  }
  return value;
}

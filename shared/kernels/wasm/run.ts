// Runs an owner's module of WebAssembly over the items of a chunk. Part of every job's script; the module's bytes are put behind it (see
// owner-code/compose.ts) and handed to `load`.
import { decodeBase64 } from '../bytes/decode-base64.ts';
import type { ChunkTask } from '../kernel.ts';
import { computeItems } from '../owner-code/compute-items.ts';
import { makeItemRandom } from '../owner-code/item-random.ts';
import { makeOwnerLog } from '../owner-code/results/owner-log.ts';
import { makeCommand } from './command-items.ts';
import { makeModuleItems } from './module-items.ts';
import type { WasmParams } from './params.ts';
import type { WasmWorld } from './wasm-world.ts';

interface Runner {
  runChunk(task: ChunkTask): Promise<void>;
}

/** What `load` leaves for `run`; one script to a thread. */
const loaded: { runner?: () => Runner } = {};

/** Keeps the owner's module; it is first compiled by the first chunk, under that chunk's limits. */
export function load(name: string, base64: string): void {
  let runner: Runner | undefined;
  loaded.runner = () => (runner ??= makeRunner(name, decodeBase64(base64)));
}

export async function run(task: ChunkTask): Promise<void> {
  if (!loaded.runner) throw new Error('this script holds no module of an owner');
  await loaded.runner().runChunk(task);
}

/** For tests, and for a runner that is not composed. */
export function makeRunner(name: string, bytes: Uint8Array<ArrayBuffer>): Runner {
  const module = new WebAssembly.Module(bytes);
  const log = makeOwnerLog();
  const isCommand = !WebAssembly.Module.exports(module).some((each) => each.name === 'run');

  async function runChunk(task: ChunkTask): Promise<void> {
    const params = task.params as WasmParams;
    const place = { done: 0, share: 0 };
    const random = makeItemRandom(params.seed);
    const world: WasmWorld = { name, module, params, log, random: random.next };
    const computeItem = isCommand ? makeCommand(world) : makeModuleItems(world);
    const compute = (value: unknown, key: { item: number; second: number }) => {
      random.begin(key.item, key.second);
      return computeItem(value, key.item);
    };
    await computeItems(task, params, { compute, explain }, log, place);
  }

  return { runChunk };
}

function explain(error: unknown): string {
  if (error instanceof WebAssembly.RuntimeError) return `the module stopped: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

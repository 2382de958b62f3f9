// Computes one block of C: reads or generates its panels, multiplies them by the best way this thread has, and writes the
// block as rows of little-endian f32. The panel of B stays with the thread for the next chunk that needs the same.
import { once } from '../once.ts';
import type { ChunkTask } from '../kernel.ts';
import { loadCheckModule } from './check/check-module.ts';
import { gpuDoor } from './gpu/open-gpu.ts';
import { createMultiplyHere, type MultiplyHere } from './multiply/multiply-here.ts';
import type { Rest } from './multiply/multiplier.ts';
import { openPanel } from './panels/open-panel.ts';
import type { BlockArgs, MatmulParams } from './params.ts';

const WRITE_BYTES = 1024 * 1024;
/** Reports of progress while multiplying; each call of a multiplier is far shorter. */
const REPORT_MS = 20;
/** Shares of a chunk's time, roughly. */
const READ_SHARE = 0.2;
const WRITE_SHARE = 0.05;

/** Node's threads have no `performance`. */
const now = () => (typeof performance === 'undefined' ? Date.now() : performance.now());

/** One for each thread: what it can do does not change, and what it holds is bounded. */
const thread = once(() => Promise.resolve(createMultiplyHere({ door: gpuDoor(), now })));

export async function run(task: ChunkTask): Promise<void> {
  await runWith(await thread(), task);
}

export async function runWith(multiply: MultiplyHere, task: ChunkTask): Promise<void> {
  const { rows, columns, depth, a, b, bKey } = task.args as BlockArgs;
  const { seed } = task.params as MatmulParams;
  const module = await loadCheckModule().catch(() => null);
  const progress = growing(task);
  const during =
    (from: number, to: number): Rest =>
    (share) =>
      progress(from + (to - from) * share);

  const open = (source: BlockArgs['a'], size: { rows: number; columns: number }, rest: Rest) =>
    openPanel(source, { seed, ...size }, module, (offset, length) => task.read(offset, length), rest);
  const panelA = await open(a, { rows, columns: depth }, during(0, READ_SHARE / 2));
  const loadB = () => open(b, { rows: depth, columns }, during(READ_SHARE / 2, READ_SHARE));
  const { values } = await multiply({ a: panelA, bKey, loadB }, seldom(during(READ_SHARE, 1 - WRITE_SHARE)));

  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let at = 0; at < bytes.length; at += WRITE_BYTES) {
    await task.write(bytes.slice(at, at + WRITE_BYTES));
    await progress(1 - WRITE_SHARE * (1 - Math.min(1, (at + WRITE_BYTES) / bytes.length)));
  }
}

/** A second attempt starts over, but what was reported stays. */
function growing(task: ChunkTask): (share: number) => Promise<void> {
  let most = 0;
  return (share) => {
    most = Math.min(1, Math.max(most, share));
    return task.progress(most);
  };
}

function seldom(rest: Rest): Rest {
  let last = now();
  return (share) => {
    const time = now();
    if (time - last < REPORT_MS) return undefined;
    const wait = rest(share);
    last = time;
    return wait;
  };
}

// A process that owns a store and commits ticks, for tests that kill or stop it. Arguments: directory, engine, `loop` or `paced`.
// It says `open` and then, for every tick that was acknowledged to it, `committed N` with the chunks recorded so far; or `fenced`, and
// ends. `paced` commits one tick for each line it is sent.
import { createInterface } from 'node:readline';
import type { SpanRow } from '../../scheduler/rows.ts';
import { addJob, device, job, numbers, segment, spanWith } from '../contract/samples.ts';
import { openWithoutFence, openWithoutTransaction } from '../sqlite/testing/broken-engines.ts';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';
import type { Store } from '../store.ts';

export const engines = {
  sqlite: (dir: string) => openSqliteStore(dir),
  'without-fence': openWithoutFence,
  'without-transaction': openWithoutTransaction,
};
export type EngineName = keyof typeof engines;

export const TERM_MS = 20_000;
export const TICK_CHUNKS = 16;
export const SPAN_CHUNKS = 256;
export const CHUNKS = 1_000_000;

/** Takes the store and goes on where the last owner was stopped. Returns what commits the next tick. */
export async function takeAndGoOn(store: Store, by: number, now: () => number, force: boolean) {
  const opened = await store.open({ holder: `process ${process.pid}`, now: now(), termMs: TERM_MS, force });
  if (opened.kind === 'busy') return null;
  if (opened.restored.jobs.length === 0)
    await store.commit([addJob(1, { count: CHUNKS, spanSize: SPAN_CHUNKS })], now());
  let span: SpanRow | undefined = opened.restored.spans.at(-1);
  let recorded = countBits(opened.restored.spans);
  return async (): Promise<'fenced' | number> => {
    if (!span || countBits([span]) === span.count) {
      const claimed = await store.claimSpan(job(1), now());
      if (claimed === 'fenced') return 'fenced';
      if (claimed === null) throw new Error('the job is used up');
      span = claimed;
    }
    const before = countBits([span]);
    const chunks = numbers(span.first + before, TICK_CHUNKS);
    const changed = spanWith(span, numbers(span.first, before + TICK_CHUNKS));
    const share = {
      job: job(1),
      device: device(1),
      chunks: recorded + TICK_CHUNKS,
      trusted: 0,
      cpuSeconds: 0,
    };
    const tick = [
      segment(
        1,
        chunks.map((index) => ({ index, by })),
      ),
      changed,
      { type: 'shareChanged' as const, row: share },
    ];
    if ((await store.commit(tick, now())) === 'fenced') return 'fenced';
    if (changed.type === 'spanChanged') span = changed.row;
    recorded += TICK_CHUNKS;
    return recorded;
  };
}

/** Recorded chunks. */
export function countBits(spans: readonly SpanRow[]): number {
  let count = 0;
  for (const { recorded, count: all } of spans)
    for (let i = 0; i < all; i++) if (recorded === null || recorded[i >> 3]! & (1 << (i & 7))) count++;
  return count;
}

async function main([dir, engine, pace]: string[]): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const store = engines[engine as EngineName](dir ?? '');
  const commitNext = await takeAndGoOn(store, process.pid, Date.now, true);
  if (!commitNext) throw new Error('busy');
  say('open');
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  for (;;) {
    if (pace === 'paced' && (await lines.next()).done) break;
    const outcome = await commitNext();
    say(outcome === 'fenced' ? 'fenced' : `committed ${outcome}`);
    if (outcome === 'fenced') break;
  }
  await store.close();
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));

// Owner code that does harm, in real child processes under the real supervisor: every bomb fails its chunk with a reason that names it,
// and the next chunk is right. Nothing that one job leaves behind reaches another.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lease } from '../../../contract/chunk.ts';
import type { Sha256 } from '../../../contract/ids.ts';
import { buildKernelScript } from '../../../kernels/build-scripts.ts';
import { composeScript } from '../../../kernels/owner-code/compose.ts';
import { createPartCache } from '../../../runtime/bytes/part-cache.ts';
import type { Happening } from '../../../runtime/contribution-messages.ts';
import { fakeLease } from '../../../runtime/fakes/fake-lease.ts';
import { createChunkRunner } from '../../../runtime/threads/run-chunks.ts';
import { createThreadPool } from '../../../runtime/threads/thread-pool.ts';
import { BOMB_LIMITS, bombModule, bombs, logBomb, polluterModule } from '../../../testing/escape/bombs.ts';
import { nodeClock } from '../node-clock.ts';
import { nodeHashing } from '../node-hashing.ts';
import { nodeThreads } from '../node-threads.ts';

const state: { runner?: string } = {};
beforeAll(async () => {
  state.runner = await buildKernelScript('script');
});

/** A device of one thread, from the lease to the batch of results. */
function openDevice(modules: Record<string, string>) {
  const sources = new Map<Sha256, Uint8Array>();
  const shas = new Map<string, Sha256>();
  for (const [name, text] of Object.entries(modules)) {
    const source = new TextEncoder().encode(composeScript(state.runner ?? '', `${name}.js`, text));
    const sha = createHash('sha256').update(source).digest('hex') as Sha256;
    sources.set(sha, source);
    shas.set(name, sha);
  }
  const threads = nodeThreads({ builtIn: new Set() });
  const pool = createThreadPool(threads, async (sha) => sources.get(sha) ?? new Uint8Array(0));
  const told: Happening[] = [];
  let written: Uint8Array = new Uint8Array(0);
  const runner = createChunkRunner({
    pool,
    cache: createPartCache(() => Promise.reject(new Error('no input')), 0),
    collector: {
      add: (_job: unknown, _generation: unknown, record: { bytes: Uint8Array }) => (written = record.bytes),
    } as never,
    link: { putPart: async () => undefined } as never,
    hashing: nodeHashing,
    clock: nodeClock,
    connectivity: { isConnected: () => true, onChange: () => () => true },
    isWanted: () => true,
    tell: (happening) => told.push(happening),
    onWork: () => undefined,
  });
  let run = 0;
  return {
    close: () => pool.close(),
    /** What was told of the chunk: its result's text, or the failure. */
    async compute(
      name: string,
      index: number,
      change: Partial<Lease> = {},
    ): Promise<{ text: string } | { code: string; message: string }> {
      told.length = 0;
      const params = { args: null, output: 'jsonl', items: 'files', phase: 'items', seed: 0, ...BOMB_LIMITS };
      const lease = fakeLease(index, 1, {
        kernel: 'script',
        script: shas.get(name) ?? ('' as Sha256),
        params,
        ...change,
      });
      await runner.runOne({ type: 'runOne', run: ++run, slot: 0, lease: { ...lease, chunks: null }, index });
      const end = told.at(-1);
      if (end?.type === 'runLost' || end?.type === 'chunkFailed')
        return { code: end.code, message: end.message };
      return { text: new TextDecoder().decode(written) };
    },
  };
}

const device: { opened?: ReturnType<typeof openDevice> } = {};
afterAll(() => device.opened?.close());

describe('owner code that does harm', () => {
  test.each(bombs)(
    '$name fails its chunk, and the next one is right',
    { timeout: 60_000 },
    async ({ code, says }) => {
      const opened = openDevice({ bomb: bombModule(code) });
      try {
        const failed = await opened.compute('bomb', 0);
        expect(failed).toMatchObject({ message: expect.stringMatching(says) as string });
        expect((failed as { message: string }).message.length).toBeLessThanOrEqual(1600);
        expect(await opened.compute('bomb', 21)).toMatchObject({
          text: expect.stringMatching(/^42\n/) as string,
        });
      } finally {
        await opened.close();
      }
    },
  );

  test('a log without end is cut, and the chunk is right', async () => {
    const opened = openDevice({ log: bombModule(logBomb) });
    const done = await opened.compute('log', 0);
    expect(done).toMatchObject({ text: expect.stringMatching(/^"harmless after all"\n/) as string });
    expect((done as { text: string }).text.length).toBeLessThan(20_000);
    await opened.close();
  });

  test('what one job leaves behind, no other job finds; nor the same job once it is started anew', async () => {
    const opened = openDevice({ polluter: polluterModule });
    const asked = async (change: Partial<Lease>) =>
      ((await opened.compute('polluter', 0, change)) as { text: string }).text.split('\n')[0];
    expect(await asked({ job: 1 as Lease['job'] })).toBe('"clean"');
    // the thread of a job goes on with its next chunk: the pollution is real
    expect(await asked({ job: 1 as Lease['job'] })).toBe('"polluted"');
    expect(await asked({ job: 2 as Lease['job'] })).toBe('"clean"');
    expect(await asked({ job: 1 as Lease['job'] })).toBe('"clean"');
    expect(await asked({ job: 1 as Lease['job'], generation: 2 })).toBe('"clean"');
    await opened.close();
  });
});

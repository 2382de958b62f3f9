// Duty is real: the CPU time of a throttled thread of Node over what it gets unthrottled, for four kernels. `npm run bench -- duty` has the whole table.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sha256 } from '../../contract/ids.ts';
import type { ComputeThread } from '../../runtime/ports.ts';
import type { MeasuredKernel } from '../testing/duty/duty-work.ts';
import { HOLDS, offDuty, PATIENCE, WITHIN } from '../testing/duty/off-duty.ts';
import { openNodeThread } from '../testing/duty/open-node-thread.ts';
import { nodeThreads } from './node-threads.ts';

const cases: [MeasuredKernel, number][] = [
  ['hash', 0.1],
  ['compress', 0.3],
  ['matmul', 0.6],
  ['script', 0.9],
];

test.for(cases)(`%s at a duty of %d ${HOLDS}`, PATIENCE, async (one, { skip }) => {
  const off = await offDuty(one, openNodeThread, skip);
  expect(off).toBeLessThanOrEqual(WITHIN);
});

const source = new TextEncoder().encode(`globalThis.coveyKernel = {
  async run(task) {
    for (const end = Date.now() + task.params.ms; Date.now() < end; ) for (let i = 0; i < 1000; i++);
    await task.progress(1);
  },
};`);
let threads: ComputeThread[] = [];
beforeAll(async () => {
  const sha = createHash('sha256').update(source).digest('hex') as Sha256;
  threads = [await nodeThreads({ builtIn: new Set() }).open({ sha, source, kernel: 'spin' })];
});
afterAll(async () => {
  await Promise.all(threads.map((thread) => thread.kill()));
});

/** Lets the thread work until told to stop, and says how much CPU time it has had. */
function work(thread: ComputeThread, ms: number) {
  let cpuMs = 0;
  const ended = thread.runMany(
    { first: 0, count: 1e9, params: { ms } },
    { finished: (_, __, more) => void (cpuMs += more) },
  );
  return {
    cpuMs: () => cpuMs,
    async stop() {
      thread.halt();
      await ended;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('at a duty of 0 a thread waits, and goes on when the duty rises', async () => {
  const [thread] = threads as [ComputeThread];
  thread.setDuty(0);
  const working = work(thread, 1);
  await pause(150);
  const asleep = working.cpuMs();
  await pause(300);
  // at most the piece that was under way; awake it would have had a hundred times as much
  expect(working.cpuMs() - asleep).toBeLessThanOrEqual(3);
  thread.setDuty(1);
  await expect.poll(() => working.cpuMs()).toBeGreaterThan(asleep);
  await working.stop();
});

test('a run of many that is halted ends although the duty is 0', async () => {
  const [thread] = threads as [ComputeThread];
  const working = work(thread, 1);
  await expect.poll(() => working.cpuMs()).toBeGreaterThan(0);
  thread.setDuty(0);
  await working.stop();
  thread.setDuty(1);
});

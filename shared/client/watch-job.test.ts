import { afterEach, expect, test } from 'vitest';
import { CoveyError } from '../contract/errors.ts';
import type { JobView } from '../contract/job.ts';
import { connect } from './connect.ts';
import { jobId, makeJob, makePlatform } from './fake-answers.ts';
import { startFakeCoordinator, type FakeCoordinator, type Handler } from './fake-coordinator.ts';
import { watchJob, type WatchOptions } from './watch-job.ts';

let running: FakeCoordinator | undefined;
afterEach(async () => running?.stop());

/** Answers the steps one by one; a string is a refusal. */
async function watch(steps: (Partial<JobView> | 'internal' | 'not-found')[], options: WatchOptions = {}) {
  const job: Handler = () => {
    const step = steps.shift();
    if (typeof step === 'string') throw new CoveyError(step, 'refused');
    return makeJob(step);
  };
  running = await startFakeCoordinator({ job });
  const platform = makePlatform();
  const seen: string[] = [];
  let error: unknown;
  try {
    for await (const view of watchJob(connect({ url: running.url }, platform), jobId, options))
      seen.push(`${view.state} ${view.accepted}`);
  } catch (thrown) {
    error = thrown;
  }
  return { seen, error, waits: platform.waits };
}

test('each change is shown once, and an ended job ends the watch', async () => {
  const { seen } = await watch([
    { state: 'queued' },
    { accepted: 1 },
    { accepted: 1 },
    { accepted: 4 },
    { state: 'done', accepted: 4 },
  ]);
  expect(seen).toEqual(['queued 0', 'running 1', 'running 4', 'done 4']);
});

test('a job that does not move is asked for less and less often, at least once a second', async () => {
  const { waits } = await watch([
    ...Array.from({ length: 10 }, () => ({})),
    { accepted: 1 },
    { state: 'failed' },
  ]);
  expect(waits.slice(0, 3)).toEqual([100, 150, 225]);
  expect(waits[9]).toBe(1000);
  expect(waits[10]).toBe(100);
});

test('a coordinator that is being started again is waited for, and the person is told', async () => {
  const told: boolean[] = [];
  const { seen } = await watch([{}, 'internal', 'internal', { state: 'done' }], {
    onSilence: (silent) => void told.push(silent),
  });
  expect(seen).toEqual(['running 0', 'done 0']);
  expect(told).toEqual([true, false]);
});

test('a coordinator that stays away is given up', async () => {
  const { error } = await watch(['internal', 'internal', 'internal'], { patienceMs: 200 });
  expect(error).toMatchObject({ code: 'internal' });
});

test('a job that is gone is not waited for', async () => {
  expect((await watch([{}, 'not-found'])).error).toMatchObject({ code: 'not-found' });
});

test('an aborted watch rejects with the reason', async () => {
  const { error } = await watch([{}], { signal: AbortSignal.abort(new Error('enough')) });
  expect(error).toMatchObject({ message: 'enough' });
});

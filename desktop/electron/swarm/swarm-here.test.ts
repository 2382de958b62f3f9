// The coordinator of this computer as the tray app keeps it: restarts, refusals, questions, and its end.
import { expect, test } from 'vitest';
import type { SwarmHere } from '../../../shared/contract/desktop-view.ts';
import { ENDED_STATES, type JobView } from '../../../shared/contract/job.ts';
import { fakeClock } from '../../../shared/runtime/fakes/fake-clock.ts';
import { createFakeElectron } from '../fake-electron.ts';
import { keepSwarm } from './swarm-here.ts';
import { findNews, type JobNews, watchJobs } from './watch-jobs.ts';

const order = {
  port: 8787,
  host: '0.0.0.0',
  dataDir: '/d',
  appDir: '/a',
  kernelsDir: '/k',
  deviceBundle: '/b',
  version: '1',
};
const invite = { joinUrl: 'http://10.0.0.2:8787/j#T', code: 'WDJB-MJHT', expiresAt: 5 };

function open() {
  const electron = createFakeElectron();
  const time = fakeClock();
  const states: SwarmHere[] = [];
  const lines: string[] = [];
  const swarm = keepSwarm({
    fork: electron.port.fork,
    program: 'coordinator.js',
    order,
    clock: time.clock,
    onState: (state) => void states.push(state),
    log: (level, text) => void lines.push(`${level} ${text}`),
  });
  return {
    swarm,
    time,
    states,
    lines,
    last: () => states.at(-1)?.state,
    process: () => electron.utilities.at(-1)!,
    count: () => electron.utilities.length,
    run: () =>
      electron.utilities.at(-1)!.emit('message', { type: 'running', url: 'http://localhost:8787', invite }),
  };
}

test('it is ordered, shown, and drained when it is stopped', async () => {
  const { swarm, process, run, states, last } = open();
  swarm.start();
  swarm.start();
  expect(process().posted).toEqual([{ type: 'start', order }]);
  run();
  expect(states.at(-1)).toEqual({ state: 'running', url: 'http://localhost:8787', ...invite });
  const stopped = swarm.stop();
  expect(process().posted.at(-1)).toEqual({ type: 'stop' });
  expect(last()).toBe('stopping');
  process().emit('exit', 0);
  await stopped;
  expect(last()).toBe('stopped');
});

test('one that does not drain is ended', async () => {
  const { swarm, process, run, time } = open();
  swarm.start();
  run();
  const stopped = swarm.stop();
  await time.pass(9_999);
  expect(process().isKilled).toBe(false);
  await time.pass(1);
  expect(process().isKilled).toBe(true);
  await stopped;
});

test('one that dies is started again with growing pauses, and a steady life forgets them', async () => {
  const { swarm, process, run, time, last, count, states } = open();
  swarm.start();
  run();
  for (const [n, pause] of [1_000, 2_000, 4_000].entries()) {
    process().emit('exit', 9);
    expect(states.at(-1)).toMatchObject({ state: 'resting', retryAt: time.clock.utc() + pause });
    await time.pass(pause - 1);
    expect(count()).toBe(n + 1);
    await time.pass(1);
    expect(count()).toBe(n + 2);
  }
  run();
  await time.pass(30_001);
  process().emit('exit', 9);
  await time.pass(1_000);
  expect(last()).toBe('starting');
});

test('one that says why it cannot start is not tried again and again', async () => {
  const { swarm, process, time, states, count } = open();
  swarm.start();
  const trouble = { message: 'port 8787 is busy', hint: 'Stop the other program.' };
  process().emit('message', { type: 'failed', id: null, trouble });
  process().emit('exit', 1);
  expect(states.at(-1)).toEqual({ state: 'failed', trouble });
  await time.pass(120_000);
  expect(count()).toBe(1);
  swarm.start();
  expect(count()).toBe(2);
});

test('stopping while it rests leaves it stopped', async () => {
  const { swarm, process, run, time, last, count } = open();
  swarm.start();
  run();
  process().emit('exit', 9);
  await swarm.stop();
  await time.pass(60_000);
  expect([last(), count()]).toEqual(['stopped', 1]);
  swarm.start();
  expect([last(), count()]).toEqual(['starting', 2]);
});

test('started while it stops, it is there again afterwards, unless it was stopped once more', async () => {
  const { swarm, process, run, last, count } = open();
  swarm.start();
  run();
  const stopped = swarm.stop();
  swarm.start();
  process().emit('exit', 0);
  await stopped;
  expect([last(), count()]).toEqual(['starting', 2]);
  run();
  const again = swarm.stop();
  swarm.start();
  void swarm.stop();
  process().emit('exit', 0);
  await again;
  expect([last(), count()]).toEqual(['stopped', 2]);
});

test('what it is asked is answered, refused when it does not run, and given up when it dies or is silent', async () => {
  const { swarm, process, run, time, states } = open();
  await expect(swarm.setupUrl()).rejects.toThrow('no swarm runs');
  swarm.start();
  run();
  const asked = swarm.setupUrl();
  process().emit('message', { type: 'secret', id: 1, text: 'http://localhost:8787/setup#s=x' });
  expect(await asked).toBe('http://localhost:8787/setup#s=x');
  const renewed = swarm.renewInvite();
  process().emit('message', { type: 'invite', id: 2, invite: { ...invite, code: 'BBBB-CCCC' } });
  await renewed;
  expect(states.at(-1)).toMatchObject({ state: 'running', code: 'BBBB-CCCC' });
  const silent = swarm.ownToken();
  silent.catch(() => undefined);
  await time.pass(10_000);
  await expect(silent).rejects.toThrow('no swarm runs');
  const lost = swarm.ownToken();
  process().emit('exit', 9);
  await expect(lost).rejects.toThrow('no swarm runs');
});

test('what cannot be read is said and left out', () => {
  const { swarm, process, lines, last } = open();
  swarm.start();
  process().emit('message', { type: 'running', url: 7 });
  expect(lines).toEqual(['warning the coordinator said something that cannot be read']);
  expect(last()).toBe('starting');
});

const job = (id: string, state: JobView['state'], more: Partial<JobView> = {}) =>
  ({ id, name: `Job ${id}`, state, accepted: 8, chunks: 8, failed: 0, note: '', ...more }) as JobView;

test('news are of jobs that ended since the last look; whoever cancelled one knows', () => {
  const news = findNews(new Set(['a']), [
    job('a', 'done'),
    job('b', 'done'),
    job('c', 'failed', { note: 'The input is gone.' }),
    job('d', 'cancelled'),
    job('e', 'running'),
    job('f', 'done', { failed: 1, accepted: 7 }),
  ]);
  expect(news).toEqual([
    { title: '“Job b” is done', body: '8 of 8 chunks, all checked.' },
    { title: '“Job c” failed', body: 'The input is gone.' },
    { title: '“Job f” is done', body: '7 of 8 chunks, all checked; 1 could not be computed.' },
  ]);
  expect(ENDED_STATES.has('cancelled')).toBe(true);
});

test('what had ended before the first look is no news, nor is a coordinator that does not answer', async () => {
  const time = fakeClock();
  const heard: JobNews[] = [];
  let jobs: JobView[] | Error = [job('a', 'done'), job('b', 'running')];
  const list = async () => {
    if (jobs instanceof Error) throw jobs;
    return jobs;
  };
  const stop = watchJobs(list, time.clock, (news) => void heard.push(news));
  await time.pass(5_000);
  jobs = new Error('away');
  await time.pass(5_000);
  jobs = [job('a', 'done'), job('b', 'done')];
  await time.pass(5_000);
  await time.pass(5_000);
  expect(heard.map(({ title }) => title)).toEqual(['“Job b” is done']);
  stop();
  expect(time.waiting()).toBe(0);
});

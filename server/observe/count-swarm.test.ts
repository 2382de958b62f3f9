// The numbers of the swarm, from the scheduler's state.
import { expect, test } from 'vitest';
import { capabilities } from '../scheduler/fake-rows.ts';
import { Scenario } from '../scheduler/scenario.ts';
import { countSwarm } from './count-swarm.ts';

const countOf = (it: Scenario) =>
  countSwarm([...it.state.devices.values()], [...it.state.jobs.values()], it.now);

test('devices, cores, memory and busy threads are of who is online; thread time of everybody', () => {
  const it = new Scenario();
  it.submit(1, { count: 100 });
  it.add(1, { capabilities: capabilities({ kind: 'laptop' }), cpuSeconds: 3600 }, { duty: 0.5 });
  it.add(2, { capabilities: capabilities({ kind: 'phone', memoryGiB: null }) }, { duty: 0 });
  it.join(3, { capabilities: capabilities({ kind: 'server' }), cpuSeconds: 60 });
  expect(countOf(it)).toMatchObject({
    devices: 3,
    online: 2,
    working: 1,
    cores: 8,
    memoryGiB: 8,
    memoryUnknown: 1,
    busyThreads: { laptop: 1, phone: 0, server: 0 },
    cpuSeconds: { laptop: 3600, server: 60 },
  });
});

test('the queue is what no device has finished; ended jobs are not in it', () => {
  const it = new Scenario();
  it.submit(1, { count: 10 });
  it.submit(2, { count: 7 });
  it.add(1);
  it.results(1, 1, [0, 1, 2]);
  it.tell({ type: 'jobCancelled', job: it.job(2).row.number, at: 0 });
  expect(countOf(it)).toMatchObject({ chunksQueued: 7, jobs: 2, jobsRunning: 1 });
});

test('the fastest device is named while something moves, and not long after', () => {
  const it = new Scenario();
  it.submit(1, { count: 1000 });
  it.add(1);
  it.add(2);
  expect(countOf(it)).toMatchObject({ rate: 0, bestRate: 0, bestName: '' });
  it.results(1, 1, [0, 1, 2, 3]);
  it.results(2, 1, [5]);
  const now = countOf(it);
  expect(now.bestName).toBe('device 1');
  expect(now.rate / now.bestRate).toBeCloseTo(1.25, 1);
  it.now += 600_000;
  expect(countOf(it)).toMatchObject({ rate: 0, bestRate: 0, bestName: '' });
});

import { expect, test } from 'vitest';
import type { DeviceView } from '#shared/contract/device.ts';
import type { JobView } from '#shared/contract/job.ts';
import type { SwarmSnapshot, SwarmUpdate } from '#shared/contract/viewer-messages.ts';
import { applySnapshot, applyUpdate } from './apply-update.ts';

const device = (id: string, rate = 0) => ({ id, rate }) as unknown as DeviceView;
const job = (id: string, accepted = 0) => ({ id, accepted }) as unknown as JobView;
const event = (at: number) => ({ at, text: `event ${at}`, tone: 'info' as const });
const known: SwarmSnapshot = {
  swarm: { name: 'home' } as SwarmSnapshot['swarm'],
  devices: [device('dev_a'), device('dev_b')],
  jobs: [job('job_2'), job('job_1')],
  events: [event(2), event(1)],
};

test('a changed device keeps its place and a new one comes last', () => {
  const next = applyUpdate(known, { devices: [device('dev_c'), device('dev_a', 7)] });
  expect(next.devices).toEqual([device('dev_a', 7), device('dev_b'), device('dev_c')]);
});

test('a new job comes first', () => {
  expect(applyUpdate(known, { jobs: [job('job_3')] }).jobs.map((one) => one.id)).toEqual([
    'job_3',
    'job_2',
    'job_1',
  ]);
});

test('what is gone is gone, even when the same update still names it', () => {
  const update = {
    goneJobs: ['job_1'],
    jobs: [job('job_1', 5)],
    goneDevices: ['dev_b'],
  } as unknown as SwarmUpdate;
  const next = applyUpdate(known, update);
  expect(next.jobs).toEqual([job('job_2')]);
  expect(next.devices).toEqual([device('dev_a')]);
});

test('lists that an update does not name stay the very same lists', () => {
  const next = applyUpdate(known, { jobs: [job('job_1', 3)] });
  expect(next.devices).toBe(known.devices);
  expect(next.events).toBe(known.events);
  expect(next.swarm).toBe(known.swarm);
});

test('events are kept newest first and at most 200 of them', () => {
  const first = applySnapshot({ ...known, events: [event(1), event(3), event(2)] });
  expect(first.events.map((one) => one.at)).toEqual([3, 2, 1]);
  const many = Array.from({ length: 250 }, (_, i) => event(10 + i));
  const next = applyUpdate(first, { events: many });
  expect(next.events).toHaveLength(200);
  expect(next.events[0]?.at).toBe(259);
});

import { expect, test } from 'vitest';
import { packFigures } from '#shared/contract/device-figures.ts';
import type { JobView } from '#shared/contract/job.ts';
import type { SwarmSnapshot, SwarmUpdate, WatchedDevice } from '#shared/contract/viewer-messages.ts';
import { applySnapshot, applyUpdate, type SeenSwarm } from './apply-update.ts';

const NOW = 5_000_000;
const device = (number: number, rate = 0) => ({ number, rate, connected: true }) as unknown as WatchedDevice;
const line = (number: number) => ({ number, name: `device ${number}`, kind: 'phone' }) as never;
const job = (id: string, accepted = 0) => ({ id, accepted }) as unknown as JobView;
const event = (at: number) => ({ at, text: `event ${at}`, tone: 'info' as const });
const snapshot = (parts: Partial<SwarmSnapshot>): SwarmSnapshot => ({
  turn: 0,
  swarm: { name: 'home' } as SwarmSnapshot['swarm'],
  totals: { devices: 2 } as SwarmSnapshot['totals'],
  waiting: [],
  ...parts,
});
const known: SeenSwarm = applySnapshot(
  undefined,
  snapshot({
    devices: [device(1), device(2)],
    devicesFrom: 40,
    jobs: [job('job_2'), job('job_1')],
    events: [event(2), event(1)],
    texts: ['', 'working'],
  }),
  NOW,
);
const update = (parts: unknown) => applyUpdate(known, parts as SwarmUpdate, NOW);

test('a changed device keeps its place; a new order brings those that are new to their places', () => {
  expect(update({ devices: [device(1, 7)] }).devices).toEqual([device(1, 7), device(2)]);
  const next = update({ devices: [device(3)], deviceOrder: [2, 3] });
  expect(next.devices).toEqual([device(2), device(3)]);
  expect(next.devicesFrom).toBe(40);
});

test('a new job comes first, figures move one in its place, one that is gone is gone', () => {
  expect(update({ jobs: [job('job_3')] }).jobs.map((one) => one.id)).toEqual(['job_3', 'job_2', 'job_1']);
  expect(update({ jobFigures: [{ id: 'job_1', accepted: 5 }] }).jobs).toEqual([
    job('job_2'),
    job('job_1', 5),
  ]);
  expect(update({ goneJobs: ['job_1'], jobs: [job('job_1', 5)] }).jobs).toEqual([job('job_2')]);
});

test('lists that an update does not name stay the very same lists, and devices without figures the same objects', () => {
  const next = update({ jobs: [job('job_1', 3)], figures: packFigures([{ number: 2, rate: 4 }]) });
  expect(next.events).toBe(known.events);
  expect(next.swarm).toBe(known.swarm);
  expect(next.devices[0]).toBe(known.devices[0]);
  expect(next.devices[1]).toMatchObject({ number: 2, rate: 4 });
});

test('figures mean texts by their place, also those that come with them', () => {
  const state = { connected: true, enabled: true, quarantined: false, reason: 1 };
  const figures = packFigures([{ number: 1, job: 2, sentence: 3, state, lastSeenAt: 0 }]);
  expect(update({ texts: ['Photos', 'Working on Photos'], figures }).devices[0]).toMatchObject({
    job: 'Photos',
    sentence: 'Working on Photos',
    reason: 'working',
    lastSeenAt: NOW,
  });
});

test('a part that the next screen does not show stays as it was seen, one that it shows is replaced', () => {
  const next = applySnapshot(known, snapshot({ jobs: [job('job_9')] }), NOW);
  expect(next.devices).toBe(known.devices);
  expect(next.devicesFrom).toBe(40);
  expect(next.jobs).toEqual([job('job_9')]);
  expect(next.texts).toEqual([]);
});

test('the outline keeps its figures through a new name and a new order', () => {
  const state = { connected: true, enabled: true, quarantined: true, reason: 0 };
  const first = applySnapshot(
    undefined,
    snapshot({
      outline: [line(1), line(2)],
      texts: ['working'],
      figures: packFigures([{ number: 1, rate: 8, state }]),
    }),
    NOW,
  );
  const next = applyUpdate(
    first,
    { outline: [{ ...(line(1) as object), name: 'Attic' }] as never, outlineOrder: [2, 1] as never },
    NOW,
  );
  expect(next.outline.map(({ name, rate, quarantined }) => ({ name, rate, quarantined }))).toEqual([
    { name: 'device 2', rate: 0, quarantined: false },
    { name: 'Attic', rate: 8, quarantined: true },
  ]);
});

test('events are kept newest first and at most 200 of them', () => {
  const first = applySnapshot(undefined, snapshot({ events: [event(1), event(3), event(2)] }), NOW);
  expect(first.events.map((one) => one.at)).toEqual([3, 2, 1]);
  const many = Array.from({ length: 250 }, (_, i) => event(10 + i));
  const next = applyUpdate(first, { events: many }, NOW);
  expect(next.events).toHaveLength(200);
  expect(next.events[0]?.at).toBe(259);
});

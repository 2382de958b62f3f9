import { expect, test } from 'vitest';
import type { ContributionStatus } from '#shared/runtime/contribution-view.ts';
import { defaultPolicy } from '#shared/governor/policy.ts';
import { headline, speed } from './contribution-words.ts';

const status = (change: Partial<ContributionStatus>): ContributionStatus => ({
  connection: 'connected',
  duty: 1,
  reason: 'working',
  sentence: '',
  settings: { state: 'running', ...defaultPolicy('laptop', 4, { battery: false }) },
  readings: {},
  busy: 2,
  deviceName: 'phone',
  swarmName: 'home',
  jobName: 'holiday photos',
  kernel: 'hash',
  rate: 0,
  bytesPerSecond: 0,
  chunksDone: 0,
  chunksFailed: 0,
  cpuSeconds: 0,
  holding: 0,
  unacknowledged: 0,
  ...change,
});

test('a working device names its job', () => {
  expect(headline(status({}))).toEqual({
    tone: 'active',
    over: 'Working on',
    title: 'holiday photos',
    text: 'At full power.',
  });
  expect(headline(status({ reason: 'throttled-by-owner' })).text).toMatch(/as the owner set it/);
});

test('a device that may work and has nothing is ready, not working', () => {
  expect(headline(status({ busy: 0, jobName: '' })).title).toBe('Ready');
});

test('a device that the coordinator does not admit says why', () => {
  const refused = status({
    connection: 'refused',
    sentence: 'this device is not known. Join again with a code.',
  });
  expect(headline(refused)).toMatchObject({
    tone: 'trouble',
    text: 'This device is not known. Join again with a code.',
  });
});

test('offline with work in hand goes on, offline without says so', () => {
  expect(headline(status({ connection: 'offline' }))).toMatchObject({
    title: 'holiday photos',
    text: 'The coordinator cannot be reached. What is in hand goes on and is delivered later.',
  });
  expect(headline(status({ connection: 'offline', reason: 'throttled-by-person' })).text).toMatch(
    /delivered later/,
  );
  expect(headline(status({ connection: 'offline', reason: 'paused-by-person', duty: 0 })).title).toBe(
    'Paused',
  );
  expect(headline(status({ connection: 'offline', reason: 'offline', busy: 0, jobName: '' })).title).toBe(
    'Offline',
  );
  expect(headline(status({ reason: 'starting', busy: 0 }), true).title).toBe('Offline');
  expect(headline(status({ reason: 'starting', busy: 0 })).title).toBe('Starting');
});

test('a device that rests says so, with the figure', () => {
  const sentence = 'Resting: on battery, 34 %. Plug it in, or allow work on battery.';
  expect(headline(status({ reason: 'on-battery', sentence, duty: 0 }))).toEqual({
    tone: 'held',
    title: 'Resting',
    text: 'On battery, 34 %. Plug it in, or allow work on battery.',
  });
  expect(
    headline(status({ reason: 'slowed-by-heat', sentence: 'Computing gently to stay cool, 75 °C.' })),
  ).toMatchObject({
    tone: 'active',
    title: 'holiday photos',
    text: 'Computing gently to stay cool, 75 °C.',
  });
});

test('the number is bytes where there are any, else chunks', () => {
  expect(speed(status({ bytesPerSecond: 34_400_000, rate: 3 }))).toEqual({
    value: '34.4',
    unit: 'MB per second',
  });
  expect(speed(status({ rate: 0.5 }))).toEqual({ value: '30', unit: 'chunks per minute' });
});

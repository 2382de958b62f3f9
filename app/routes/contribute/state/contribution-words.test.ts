import { expect, test } from 'vitest';
import { DUTY_REASONS } from '#shared/contract/duty-reason.ts';
import { defaultPolicy } from '#shared/governor/policy.ts';
import type { Why } from '#shared/governor/reasons.ts';
import type { ContributionStatus } from '#shared/runtime/contribution-view.ts';
import { sayReason } from '#shared/runtime/reason-sentences.ts';
import { headline, inOneLine, speed } from './contribution-words.ts';

const status = (change: Partial<ContributionStatus>): ContributionStatus => ({
  connection: 'connected',
  duty: 1,
  reason: 'working',
  sentence: '',
  readings: {},
  settings: { state: 'running', ...defaultPolicy('phone', 4, { battery: false }) },
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
  bytesDone: 0,
  holding: 0,
  unacknowledged: 0,
  ...change,
});

/** A device that rests, with the sentence that it says itself. */
const rests = (why: Why) => headline(status({ duty: 0, busy: 0, sentence: sayReason(why), ...why }));

test('a working device names its job and how hard it works', () => {
  expect(headline(status({}))).toEqual({
    tone: 'active',
    over: 'Working on',
    title: 'holiday photos',
    under: 'at full power',
    text: 'Nothing holds it back.',
  });
  expect(headline(status({ reason: 'throttled-by-owner', duty: 0.6 }))).toMatchObject({
    under: 'at 60 %',
    text: 'No harder than the owner allows.',
  });
  expect(headline(status({ reason: 'slowed-by-heat', duty: 0.45, figure: 74 }))).toMatchObject({
    under: 'at 45 %',
    text: 'Gently, to stay cool: 74 °C now.',
  });
});

test('a resting device says why with the figure, and below it what can be done', () => {
  expect(rests({ reason: 'on-battery', figure: 34 })).toEqual({
    tone: 'held',
    over: 'Resting',
    title: 'On battery, 34 %',
    text: 'Plug it in, or allow work on battery.',
  });
  expect(rests({ reason: 'outside-hours', figure: 1320 })).toMatchObject({
    title: 'Until 22:00',
    text: 'Outside the hours you set.',
  });
  expect(rests({ reason: 'too-hot', figure: 91 })).toMatchObject({
    title: 'Too hot, 91 °C',
    text: 'It goes on when it has cooled down.',
  });
  expect(rests({ reason: 'about-to-resume', figure: 12 })).toMatchObject({
    title: 'Resuming in 12 s',
    text: 'So as not to start and stop all the time.',
  });
  expect(rests({ reason: 'battery-unknown' }).text).toMatch(
    /^This device cannot tell .*remove the battery limits/,
  );
});

test('every reason makes a headline that says something once', () => {
  for (const reason of DUTY_REASONS)
    for (const figure of [undefined, 34]) {
      const { title, text } = rests({ reason, ...(figure !== undefined && { figure }) });
      expect(title).toMatch(/^(?!resting )\S/i);
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/resting/i);
    }
});

test('the whole of it fits into one line', () => {
  expect(inOneLine(headline(status({ duty: 0.6, reason: 'throttled-by-person' })))).toBe(
    'Working on holiday photos at 60 %',
  );
  expect(inOneLine(rests({ reason: 'on-battery', figure: 34 }))).toBe('Resting: on battery, 34 %');
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

test('the number is bytes where there are any, else chunks', () => {
  expect(speed(status({ bytesPerSecond: 34_400_000, rate: 3 }))).toEqual({
    value: '34.4',
    unit: 'MB per second',
  });
  expect(speed(status({ rate: 0.5 }))).toEqual({ value: '30', unit: 'chunks per minute' });
});

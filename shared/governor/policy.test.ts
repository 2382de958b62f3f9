import { expect, test } from 'vitest';
import { defaultPolicy, Policy, readPolicy } from './policy.ts';

test('a phone begins with other limits than a server', () => {
  const phone = defaultPolicy('phone', 8, { battery: true });
  expect(phone).toMatchObject({
    threads: 2,
    onlyCharging: true,
    batteryFloor: 75,
    whenHidden: 'pause',
    giveWay: true,
  });
  const server = defaultPolicy('server', 8, { battery: true });
  expect(server).toMatchObject({
    threads: 7,
    onlyCharging: false,
    batteryFloor: 0,
    whenHidden: 'work',
    giveWay: false,
  });
  expect(defaultPolicy('laptop', 8, { battery: true })).toMatchObject({ threads: 4, batteryFloor: 30 });
  expect(defaultPolicy('desktop', 1, { battery: true })).toMatchObject({ threads: 1, onlyCharging: false });
});

test('a device that cannot see its battery begins without limits on it', () => {
  expect(defaultPolicy('phone', 8, { battery: false })).toMatchObject({
    onlyCharging: false,
    batteryFloor: 0,
  });
});

test('every default is a policy', () => {
  for (const kind of ['phone', 'tablet', 'laptop', 'desktop', 'server'] as const)
    for (const battery of [true, false])
      expect(Policy.safeParse(defaultPolicy(kind, 1, { battery })).success).toBe(true);
});

test('what an older Covey kept is read, and says only what it knows', () => {
  expect(readPolicy({ throttle: 40, threads: 2, whenHidden: 'work', state: 'paused' })).toEqual({
    throttle: 40,
    threads: 2,
    whenHidden: 'work',
  });
  expect(readPolicy({ hours: [{ days: [0], from: 60, to: 0 }], targetC: null })).toEqual({
    hours: [{ days: [0], from: 60, to: 0 }],
    targetC: null,
  });
});

test.each([
  { throttle: 101 },
  { threads: 0 },
  { batteryFloor: -1 },
  { targetC: 200 },
  { hours: [{ days: [7], from: 0, to: 1 }] },
  { hours: [{ days: [], from: 0, to: 1 }] },
  { restBeside: [' '] },
  null,
  'x',
])('%j is no policy', (raw) => expect(readPolicy(raw)).toBeUndefined());

import { expect, test } from 'vitest';
import { defaultPolicy, type Policy } from '#shared/governor/policy.ts';
import type { Readings } from '#shared/governor/readings.ts';
import { limitNote, type LimitName, unmeteredLabel } from './limit-notes.ts';

const none = defaultPolicy('phone', 4, { battery: false });
const note = (limit: LimitName, readings: Readings, policy: Partial<Policy> = {}, isSecure = true) =>
  limitNote(limit, { ...none, ...policy }, { readings, kind: 'phone', isSecure });

test('a limit whose reading is known says how things stand', () => {
  expect(note('onlyCharging', { charging: false, battery: 34.4 })).toEqual({
    text: 'On battery now, 34 %.',
    isBlind: false,
    isStuck: false,
  });
  expect(note('onlyCharging', { charging: true }).text).toBe('It has power now.');
  expect(note('batteryFloor', { battery: 80 }).text).toBe('The battery is at 80 % now.');
  expect(note('onlyUnmetered', { metered: true }).text).toMatch(/paid by the byte/);
});

test('a limit that the device cannot judge says before it is set that it would rest for good', () => {
  for (const limit of ['onlyCharging', 'batteryFloor', 'onlyUnmetered', 'onlyIdle'] as const)
    expect(note(limit, {})).toMatchObject({
      isBlind: true,
      isStuck: false,
      text: expect.stringMatching(
        /^This browser does not show .*, so with this on it would rest for good\.$/,
      ),
    });
});

test('once it is set, that is why the device rests', () => {
  expect(note('onlyCharging', {}, { onlyCharging: true })).toMatchObject({ isStuck: true });
  expect(note('batteryFloor', {}, { batteryFloor: 30 }).text).toMatch(/rests until you turn this off/);
  expect(note('batteryFloor', {}, { batteryFloor: 0 }).isStuck).toBe(false);
});

test('a limit that only guards never holds the device for want of a reading', () => {
  expect(note('giveWay', {}, { giveWay: true })).toMatchObject({ isBlind: true, isStuck: false });
  expect(note('targetC', {}, { targetC: 60 })).toMatchObject({ isBlind: true, isStuck: false });
});

test('on plain http it is said that the address is the cause where it may be', () => {
  expect(note('onlyCharging', {}, {}, false).text).toContain('over plain http');
  expect(note('onlyIdle', {}, {}, false).text).not.toContain('http');
});

test('on a phone the network that costs nothing is Wi-Fi', () => {
  expect(unmeteredLabel('phone')).toBe('Only on Wi-Fi');
  expect(unmeteredLabel('laptop')).not.toContain('Wi-Fi');
});

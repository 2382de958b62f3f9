// Unknown never opens a gate: for any policy, any past and any readings that fail.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceKind } from '../contract/device.ts';
import { DUTY_REASONS, OWN_REASONS } from '../contract/duty-reason.ts';
import { createGovernor } from './decide-duty.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { keptFor, Pressure, type ReadingName, type Readings } from './readings.ts';
import { UNKNOWN_REASONS } from './reasons.ts';
import { steering } from './testing/run-plant.ts';

const kinds = fc.constantFrom('phone', 'tablet', 'laptop', 'desktop', 'server');
const pressure = fc.constantFrom(...Pressure.options);

const policies: fc.Arbitrary<Partial<Policy>> = fc.record<Partial<Policy>>({
  onlyCharging: fc.boolean(),
  batteryFloor: fc.integer({ min: 0, max: 100 }),
  onlyUnmetered: fc.boolean(),
  onlyIdle: fc.boolean(),
  giveWay: fc.boolean(),
  hours: fc.constantFrom<Policy['hours'][]>([], [{ days: [0, 1, 2, 3, 4], from: 1200, to: 400 }]),
  restBeside: fc.constantFrom<string[][]>([], ['game']),
  targetC: fc.option(fc.integer({ min: 45, max: 90 }), { nil: null }),
});

const everything: fc.Arbitrary<Readings> = fc.record({
  battery: fc.integer({ min: 0, max: 100 }),
  charging: fc.boolean(),
  temperature: fc.integer({ min: 30, max: 110 }),
  criticalTemperature: fc.constantFrom(95, 100, 105),
  thermal: pressure,
  speedLimit: fc.integer({ min: 40, max: 100 }),
  pressure,
  metered: fc.boolean(),
  idleSeconds: fc.integer({ min: 0, max: 600 }),
  otherCpu: fc.double({ min: 0, max: 1, noNaN: true }),
  programs: fc.constantFrom<string[][]>([], ['game']),
  weekMinute: fc.integer({ min: 0, max: 10_079 }),
});

const names = Object.keys(keptFor) as ReadingName[];

function governor(kind: DeviceKind, change: Partial<Policy>) {
  const made = createGovernor(kind);
  const policy = { ...defaultPolicy(kind, 8, { battery: false }), ...change };
  return (readings: Readings, now: number) =>
    made.decide(
      {
        wish: 'running',
        policy,
        steering,
        readings,
        heatHeardAt: now,
        connection: 'connected',
        hasWork: true,
        busyShare: 0.5,
      },
      now,
    );
}

const without = (readings: Readings, lost: readonly ReadingName[]): Readings =>
  Object.fromEntries(Object.entries(readings).filter(([name]) => !lost.includes(name as ReadingName)));

/** What each limit of the person's needs to know. */
const needs: [ReadingName, Partial<Policy>][] = [
  ['charging', { onlyCharging: true }],
  ['battery', { batteryFloor: 20 }],
  ['metered', { onlyUnmetered: true }],
  ['idleSeconds', { onlyIdle: true }],
  ['programs', { restBeside: ['game'] }],
  ['weekMinute', { hours: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 0 }] }],
];

test.each(needs)('without knowing %s, a limit that needs it never lets the device compute', (name, limit) => {
  fc.assert(
    fc.property(kinds, policies, fc.array(everything, { maxLength: 20 }), (kind, policy, past) => {
      const decide = governor(kind, { ...policy, ...limit });
      for (const [i, readings] of past.entries()) {
        const decided = decide(without(readings, [name]), i * 40_000);
        expect(decided.duty).toBe(0);
        expect(OWN_REASONS.has(decided.reason)).toBe(true);
      }
    }),
  );
});

test('a gate that is closed is opened by no sensor that falls silent, however long', () => {
  let closed = 0;
  fc.assert(
    fc.property(
      kinds,
      policies,
      fc.array(fc.tuple(everything, fc.subarray(names), fc.integer({ min: 1, max: 300 })), {
        minLength: 1,
        maxLength: 15,
      }),
      (kind, policy, past) => {
        const decide = governor(kind, policy);
        let now = 0;
        let last = decide({}, now);
        for (const [readings, lost, seconds] of past)
          last = decide(without(readings, lost), (now += seconds * 1000));
        if (last.duty > 0) return;
        closed++;
        for (const hours of [0.01, 0.1, 1, 10]) expect(decide({}, (now += hours * 3_600_000)).duty).toBe(0);
      },
    ),
    { numRuns: 500 },
  );
  expect(closed).toBeGreaterThan(50);
});

test('whatever is read, the duty is between 0 and what is asked, with a reason that a person can be told', () => {
  fc.assert(
    fc.property(
      kinds,
      policies,
      fc.integer({ min: 0, max: 100 }),
      fc.array(everything, { maxLength: 20 }),
      (kind, policy, throttle, past) => {
        const decide = governor(kind, { ...policy, throttle });
        for (const [i, readings] of past.entries()) {
          const { duty, reason } = decide(readings, i * 7000);
          expect(duty).toBeGreaterThanOrEqual(0);
          expect(duty).toBeLessThanOrEqual(throttle / 100);
          expect(DUTY_REASONS).toContain(reason);
          expect(UNKNOWN_REASONS.has(reason) && duty > 0).toBe(false);
          expect(duty > 0 && OWN_REASONS.has(reason) && reason !== 'throttled-by-person').toBe(false);
        }
      },
    ),
  );
});

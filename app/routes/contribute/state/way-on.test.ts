import { expect, test } from 'vitest';
import { defaultPolicy } from '#shared/governor/policy.ts';
import type { ContributionStatus } from '#shared/runtime/contribution-view.ts';
import { findWayOn } from './way-on.ts';

const resting = (reason: ContributionStatus['reason'], figure?: number, floor = 75) =>
  ({
    reason,
    ...(figure !== undefined && { figure }),
    settings: { ...defaultPolicy('phone', 8, { battery: true }), state: 'running', batteryFloor: floor },
  }) as ContributionStatus;

test('a phone off its charger works on by one tap, but not until it is empty', () => {
  expect(findWayOn(resting('on-battery', 34))?.change).toEqual({ onlyCharging: false, batteryFloor: 20 });
  expect(findWayOn(resting('on-battery', 34, 0))?.change).toEqual({ onlyCharging: false, batteryFloor: 0 });
});

test('where nobody knows the battery, neither limit on it is kept', () => {
  expect(findWayOn(resting('battery-unknown'))?.change).toEqual({ onlyCharging: false, batteryFloor: 0 });
});

test('a floor is lowered to 20 %, and no tap leads below that', () => {
  expect(findWayOn(resting('battery-low', 60))?.label).toBe('Work down to 20 %');
  expect(findWayOn(resting('battery-low', 18))).toBeNull();
  expect(findWayOn(resting('battery-low', 15, 20))).toBeNull();
});

test.each(['paused-by-person', 'paused-by-owner', 'too-hot', 'outside-hours', 'working', 'no-work'] as const)(
  '%s has no way on by one tap',
  (reason) => {
    expect(findWayOn(resting(reason))).toBeNull();
  },
);

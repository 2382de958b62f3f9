import { Command } from 'commander';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../shared/governor/policy.ts';
import { withDeviceOptions } from './command-context.ts';
import { describeLimits, type LimitOptions, limitsOf, withLimitOptions } from './limit-options.ts';

function read(...args: string[]) {
  let said = '';
  const command = withLimitOptions(withDeviceOptions(new Command()))
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) });
  try {
    command.parse(args, { from: 'user' });
  } catch {
    return said;
  }
  return limitsOf(command.opts<LimitOptions>());
}

test('what is not given stays as it was', () => {
  expect(read()).toEqual({});
  expect(read('--throttle', '60')).toEqual({ throttle: 60 });
});

test('mains and charging are one limit by two names', () => {
  expect(read('--only-on-mains')).toEqual({ onlyCharging: true });
  expect(read('--no-only-on-mains')).toEqual({ onlyCharging: false });
});

test('every limit can be given, some more than once', () => {
  const args =
    '--only-charging --battery-floor 30 --only-unmetered --only-idle --no-give-way --rest-beside steam --rest-beside obs --temperature 70'.split(
      ' ',
    );
  expect(read(...args, '--hours', '22:00-07:00', '--hours', 'sat,sun 00:00-24:00')).toEqual({
    onlyCharging: true,
    batteryFloor: 30,
    onlyUnmetered: true,
    onlyIdle: true,
    giveWay: false,
    restBeside: ['steam', 'obs'],
    targetC: 70,
    hours: [
      { days: [0, 1, 2, 3, 4, 5, 6], from: 1320, to: 420 },
      { days: [5, 6], from: 0, to: 1440 },
    ],
  });
});

test('every limit can be taken back', () => {
  expect(
    read(
      '--no-only-charging',
      '--no-only-unmetered',
      '--no-only-idle',
      '--no-hours',
      '--no-rest-beside',
      '--no-temperature',
    ),
  ).toEqual({
    onlyCharging: false,
    onlyUnmetered: false,
    onlyIdle: false,
    hours: [],
    restBeside: [],
    targetC: null,
  });
});

test.each([
  [['--hours', 'tonight'], /--hours.*It must be FROM-TO, such as 22:00-07:00/],
  [['--battery-floor', '101'], /--battery-floor.*from 0 to 100/],
  [['--temperature', '30'], /--temperature.*from 45 to 90/],
  [['--rest-beside', ' '], /--rest-beside.*name of a program/],
])('%j is refused with what to give instead', (args, message) => {
  expect(read(...args)).toMatch(message);
});

test('limits are described in one line', () => {
  const policy = defaultPolicy('laptop', 8, { battery: true });
  expect(describeLimits(policy)).toBe(
    '4 threads, only while charging, not below 30 % battery, gives way to other programs',
  );
  expect(
    describeLimits({
      ...policy,
      threads: 1,
      throttle: 60,
      hours: [{ days: [5], from: 60, to: 0 }],
      targetC: 70,
    }),
  ).toMatch(/^1 thread, at 60 %, .*, only sat 01:00-00:00, up to 70 °C$/);
});

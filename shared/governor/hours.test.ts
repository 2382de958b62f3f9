import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHours, parseHours } from './hours-text.ts';
import { HoursWindow } from './hours-window.ts';
import { isWithinHours, minuteOfWeek, MINUTES_OF_WEEK, nextStart } from './hours.ts';

const at = (day: number, hour: number, minute = 0) => day * 1440 + hour * 60 + minute;
const read = (...texts: string[]) => texts.map((text) => HoursWindow.parse(parseHours(text)));

test('a window over midnight lasts into the next day, also from Sunday into Monday', () => {
  const nights = read('22:00-07:00');
  expect(isWithinHours(nights, at(0, 6, 59))).toBe(true);
  expect(isWithinHours(nights, at(0, 7))).toBe(false);
  expect(isWithinHours(nights, at(3, 22))).toBe(true);
  const sundayNight = read('sun 22:00-07:00');
  expect(isWithinHours(sundayNight, at(0, 3))).toBe(true);
  expect(isWithinHours(sundayNight, at(6, 3))).toBe(false);
});

test('several windows count together, and none at all means always', () => {
  const windows = read('mon-fri 18:00-23:30', 'sat,sun 00:00-24:00');
  expect(isWithinHours(windows, at(4, 18))).toBe(true);
  expect(isWithinHours(windows, at(4, 23, 30))).toBe(false);
  expect(isWithinHours(windows, at(6, 12))).toBe(true);
  expect(isWithinHours([], at(2, 2))).toBe(true);
});

test('the next window is the one that begins soonest, round the week', () => {
  const windows = read('mon 09:00-10:00', 'wed 20:00-21:00');
  expect(nextStart(windows, at(0, 12))).toBe(20 * 60);
  expect(nextStart(windows, at(6, 12))).toBe(9 * 60);
  expect(nextStart([], 0)).toBeUndefined();
});

test.each([
  '22:00',
  '25:00-26:00',
  '10:70-11:00',
  'funday 10:00-11:00',
  'mon-tue-wed 1:00-2:00',
  'm 1:00-2:00',
  '',
])('%j is no window', (text) => expect(parseHours(text)).toBeNull());

const windows = fc.record({
  days: fc
    .uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 })
    .map((days) => days.toSorted((a, b) => a - b)),
  from: fc.integer({ min: 0, max: 1439 }),
  to: fc.integer({ min: 0, max: 1440 }),
});

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(windows, (window) => {
      expect(parseHours(formatHours(window))).toEqual(window);
    }),
  );
});

test('a window is open from its beginning until its end, and as long as it says each week', () => {
  fc.assert(
    fc.property(windows, (window) => {
      let open = 0;
      for (let minute = 0; minute < MINUTES_OF_WEEK; minute++)
        open += Number(isWithinHours([window], minute));
      const length = window.to > window.from ? window.to - window.from : window.to + 1440 - window.from;
      expect(open).toBe(Math.min(length, 1440) * window.days.length);
    }),
    { numRuns: 20 },
  );
});

test('the minute of the week is that of the local date, from Monday', () => {
  expect(minuteOfWeek(new Date(2026, 10, 23, 0, 5))).toBe(5); // a Monday
  expect(minuteOfWeek(new Date(2026, 10, 22, 23, 59))).toBe(MINUTES_OF_WEEK - 1);
});

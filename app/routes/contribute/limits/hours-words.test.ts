import { expect, test } from 'vitest';
import { isWithinHours } from '#shared/governor/hours.ts';
import { HoursWindow } from '#shared/governor/hours-window.ts';
import {
  daysText,
  endsNextDay,
  NIGHTS,
  readTime,
  removeWindow,
  replaceWindow,
  timeText,
  toggleDay,
  windowText,
} from './hours-words.ts';

test('days are named as shortly as they can be', () => {
  expect(daysText([0, 1, 2, 3, 4, 5, 6])).toBe('Every day');
  expect(daysText([4, 0, 1, 2, 3])).toBe('Mon to Fri');
  expect(daysText([5, 6])).toBe('Sat and Sun');
  expect(daysText([0, 2, 4])).toBe('Mon, Wed, Fri');
  expect(daysText([3])).toBe('Thu');
});

test('a window over midnight says that it ends on the day after', () => {
  expect(windowText(NIGHTS)).toBe('Every day, 22:00 to 07:00 the next day');
  expect(windowText({ days: [0], from: 540, to: 1020 })).toBe('Mon, 09:00 to 17:00');
  expect(windowText({ days: [0], from: 540, to: 0 })).toBe('Mon, 09:00 to midnight');
  expect(windowText({ days: [0], from: 540, to: 1440 })).toBe('Mon, 09:00 to midnight');
  expect(windowText({ days: [5, 6], from: 0, to: 1440 })).toBe('Sat and Sun, all day');
});

test('the words of a window agree with what the governor does in it', () => {
  const mondays = { ...NIGHTS, days: [0] };
  expect(endsNextDay(mondays)).toBe(true);
  expect(isWithinHours([mondays], 23 * 60)).toBe(true);
  expect(isWithinHours([mondays], 24 * 60 + 6 * 60)).toBe(true);
  expect(isWithinHours([mondays], 6 * 60)).toBe(false);
  const whole = { days: [0], from: 540, to: 540 };
  expect(windowText(whole)).toBe('Mon, all day');
  expect(isWithinHours([whole], 24 * 60 + 539)).toBe(true);
});

test('times go into a field and come back; half a time is none', () => {
  for (const minute of [0, 5, 605, 1439]) expect(readTime(timeText(minute))).toBe(minute);
  expect(timeText(1440)).toBe('00:00');
  expect(['', '2', '24:00', 'ab:cd'].map(readTime)).toEqual([undefined, undefined, undefined, undefined]);
});

test('a window keeps at least one day, and stays one that the governor reads', () => {
  let window = NIGHTS;
  for (const day of [0, 1, 2, 3, 4, 5, 6]) window = toggleDay(window, day);
  expect(window.days).toEqual([6]);
  expect(toggleDay(window, 2).days).toEqual([2, 6]);
  expect(HoursWindow.safeParse(toggleDay(window, 2)).success).toBe(true);
});

test('windows are replaced and removed by their place', () => {
  const other = { ...NIGHTS, days: [0] };
  expect(replaceWindow([NIGHTS, NIGHTS], 1, other)).toEqual([NIGHTS, other]);
  expect(removeWindow([NIGHTS, other], 0)).toEqual([other]);
});

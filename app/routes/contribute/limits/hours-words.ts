// Windows of the week as people say and change them. Pure; what a window means is decided in shared/governor/hours.ts.
import { t } from '#lib/messages/t.ts';
import { MINUTES_OF_DAY } from '#shared/governor/hours.ts';
import type { HoursWindow } from '#shared/governor/hours-window.ts';

export const DAY_LABELS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const DAY_WORDS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** What a new window begins with: nights, when most devices lie on a charger. */
export const NIGHTS: HoursWindow = { days: [0, 1, 2, 3, 4, 5, 6], from: 22 * 60, to: 7 * 60 };

/** `07:05`, as `<input type="time">` writes it too. */
export const timeText = (minute: number) =>
  [Math.floor(minute / 60) % 24, minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** Undefined for anything that is no time of the day, such as the empty text of a field being typed in. */
export function readTime(text: string): number | undefined {
  const match = /^(\d\d):(\d\d)/.exec(text);
  const minute = match ? Number(match[1]) * 60 + Number(match[2]) : NaN;
  return minute >= 0 && minute < MINUTES_OF_DAY ? minute : undefined;
}

/** The same time twice is a whole day. */
export const endsNextDay = ({ from, to }: HoursWindow) => to <= from && to !== 0;

const isWholeDay = ({ from, to }: HoursWindow) => to === from || (from === 0 && to === MINUTES_OF_DAY);

/** `Every day`, `Mon to Fri`, `Sat and Sun`, `Mon, Wed, Fri`. */
export function daysText(days: readonly number[]): string {
  const sorted = days.toSorted((a, b) => a - b);
  const names = sorted.map((day) => DAY_LABELS[day] ?? '');
  if (names.length === 7) return 'Every day';
  const [first = 0] = sorted;
  const isRun = sorted.every((day, i) => day === first + i);
  if (isRun && names.length > 2) return `${names[0]} to ${names.at(-1)}`;
  const [one = '', other = ''] = names;
  return names.length === 2 ? `${one} and ${other}` : names.join(', ');
}

/** `Mon to Fri, 22:00 to 07:00 the next day`. */
export function windowText(window: HoursWindow): string {
  if (isWholeDay(window)) return `${daysText(window.days)}, all day`;
  const end = window.to === MINUTES_OF_DAY || window.to === 0 ? t`midnight` : timeText(window.to);
  const [days, from] = [daysText(window.days), timeText(window.from)];
  return endsNextDay(window) ? `${days}, ${from} to ${end} the next day` : `${days}, ${from} to ${end}`;
}

/** The window with the day added or taken away; its last day stays, since a window without days would never come. */
export function toggleDay(window: HoursWindow, day: number): HoursWindow {
  const has = window.days.includes(day);
  if (has && window.days.length === 1) return window;
  const days = has ? window.days.filter((other) => other !== day) : [...window.days, day];
  return { ...window, days: days.toSorted((a, b) => a - b) };
}

export const replaceWindow = (windows: readonly HoursWindow[], at: number, next: HoursWindow) =>
  windows.map((window, i) => (i === at ? next : window));

export const removeWindow = (windows: readonly HoursWindow[], at: number) =>
  windows.filter((_, i) => i !== at);

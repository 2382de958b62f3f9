// When a device may compute: windows of the week, also over midnight. Pure; the minute of the week comes from whoever knows the local time.
import * as z from 'zod/mini';

export const MINUTES_OF_DAY = 24 * 60;
export const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/** Monday first, as `days` counts them. */
export const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Minutes of the day. With `to` at or before `from` it ends on the day after; `days` are those on which it begins, Monday is 0. */
export const HoursWindow = z.object({
  days: z.array(z.int().check(z.gte(0), z.lte(6))).check(z.minLength(1), z.maxLength(7)),
  from: z.int().check(z.gte(0), z.lt(MINUTES_OF_DAY)),
  to: z.int().check(z.gte(0), z.lte(MINUTES_OF_DAY)),
});
export type HoursWindow = z.infer<typeof HoursWindow>;

const lengthOf = ({ from, to }: HoursWindow) => (to > from ? to - from : to + MINUTES_OF_DAY - from);

/** Where the minute lies in a window that begins on `day`: minutes since it began, which may be in the week before. */
const sinceStart = ({ from }: HoursWindow, day: number, minute: number) =>
  (minute - (day * MINUTES_OF_DAY + from) + MINUTES_OF_WEEK) % MINUTES_OF_WEEK;

/** `minute` is that of the week, Monday 00:00 is 0. No window at all: always. */
export function isWithinHours(windows: readonly HoursWindow[], minute: number): boolean {
  if (windows.length === 0) return true;
  return windows.some((window) =>
    window.days.some((day) => sinceStart(window, day, minute) < lengthOf(window)),
  );
}

/** The minute of the day at which the next window begins; undefined when there is none. */
export function nextStart(windows: readonly HoursWindow[], minute: number): number | undefined {
  const starts = windows.flatMap((window) =>
    window.days.map((day) => ({
      from: window.from,
      wait: (MINUTES_OF_WEEK - sinceStart(window, day, minute)) % MINUTES_OF_WEEK,
    })),
  );
  return starts.toSorted((a, b) => a.wait - b.wait)[0]?.from;
}

/** The minute of the week of a local date. */
export const minuteOfWeek = (date: Date): number =>
  ((date.getDay() + 6) % 7) * MINUTES_OF_DAY + date.getHours() * 60 + date.getMinutes();

/** `22:00-07:00`, `mon-fri 18:00-23:30`, `sat,sun 00:00-24:00`; null for anything else. */
export function parseHours(text: string): HoursWindow | null {
  const match = /^(?:([a-z,\s-]+)\s+)?(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)$/.exec(
    text.trim().toLowerCase(),
  );
  if (!match) return null;
  const [, names, fromHour, fromMinute, toHour, toMinute] = match;
  const days = names === undefined ? EVERY_DAY : parseDays(names);
  if (!days || Number(fromMinute) > 59 || Number(toMinute) > 59) return null;
  const window = {
    days,
    from: Number(fromHour) * 60 + Number(fromMinute),
    to: Number(toHour) * 60 + Number(toMinute),
  };
  const read = HoursWindow.safeParse(window);
  return read.success ? read.data : null;
}

/** `mon-fri,sun`, also over the end of the week (`sat-mon`). */
function parseDays(text: string): number[] | null {
  const days = new Set<number>();
  for (const part of text.replaceAll(/\s+/g, '').split(',')) {
    const [first = '', last = first, ...more] = part.split('-');
    const [from, to] = [dayOf(first), dayOf(last)];
    if (from < 0 || to < 0 || more.length > 0) return null;
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === to) break;
    }
  }
  return EVERY_DAY.filter((day) => days.has(day));
}

/** Names are known by their first three letters. */
const dayOf = (name: string) => (name.length < 3 ? -1 : DAY_NAMES.findIndex((day) => name.startsWith(day)));

/** As `parseHours` reads it. */
export function formatHours({ days, from, to }: HoursWindow): string {
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const names = days.length === 7 ? '' : `${days.map((day) => DAY_NAMES[day]).join(',')} `;
  return `${names}${time(from)}-${time(to)}`;
}

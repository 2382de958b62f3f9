// Windows of the week as people type them.
import { HoursWindow } from './hours-window.ts';

/** Monday first, as `days` counts them. */
export const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

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

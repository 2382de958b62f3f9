// When a device may compute: windows of the week, also over midnight. Pure; the minute of the week comes from whoever knows the local time.

export const MINUTES_OF_DAY = 24 * 60;
export const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/** As `HoursWindow` in hours-window.ts, which says what is in it. */
interface Hours {
  days: readonly number[];
  from: number;
  to: number;
}

const lengthOf = ({ from, to }: Hours) => (to > from ? to - from : to + MINUTES_OF_DAY - from);

/** Where the minute lies in a window that begins on `day`: minutes since it began, which may be in the week before. */
const sinceStart = ({ from }: Hours, day: number, minute: number) =>
  (minute - (day * MINUTES_OF_DAY + from) + MINUTES_OF_WEEK) % MINUTES_OF_WEEK;

/** `minute` is that of the week, Monday 00:00 is 0. No window at all: always. */
export function isWithinHours(windows: readonly Hours[], minute: number): boolean {
  if (windows.length === 0) return true;
  return windows.some((window) =>
    window.days.some((day) => sinceStart(window, day, minute) < lengthOf(window)),
  );
}

/** The minute of the day at which the next window begins; undefined when there is none. */
export function nextStart(windows: readonly Hours[], minute: number): number | undefined {
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

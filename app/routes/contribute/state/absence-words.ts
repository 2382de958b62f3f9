// What the page says when it comes back: that it was held still or hidden, for how long, and what became of its work. Pure.
import { kindNouns } from '#lib/words/device-states.ts';
import type { DeviceKind } from '#shared/contract/device.ts';
import { counted } from '#lib/words/numbers.ts';

/** UTC ms. */
export interface Absence {
  kind: 'still' | 'hidden';
  from: number;
  until: number;
}

/** A shorter one is not worth a word. */
const LEAST_MS = 10_000;
/** So long is the shortest lease; after it every chunk is with somebody else. Shorter ones may have been kept. */
const LEASE_MS = 45_000;
/** Later it is no news any more. */
export const TOLD_FOR_MS = 10 * 60_000;

/** The last absence, of both kinds: being held still says more than being hidden at the same time. Null when there is nothing to tell. */
export function newsOf(
  absences: readonly (Absence | null)[],
  now: number,
  dismissedUntil: number,
): Absence | null {
  const told = absences
    .filter((absence) => absence !== null)
    .filter(
      ({ from, until }) => until - from >= LEAST_MS && until > dismissedUntil && now - until < TOLD_FOR_MS,
    )
    .toSorted((a, b) => b.until - a.until);
  const [last] = told;
  if (!last) return null;
  return told.find(({ kind, until }) => kind === 'still' && until >= last.from) ?? last;
}

function timeAway(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} seconds`;
  if (seconds < 90 * 60) return counted(Math.round(seconds / 60), 'minute');
  return seconds < 36 * 3600
    ? counted(Math.round(seconds / 3600), 'hour')
    : counted(Math.round(seconds / 86_400), 'day');
}

export function absenceText({ kind, from, until }: Absence, device: DeviceKind): string {
  const time = timeAway(until - from);
  const work =
    until - from >= LEASE_MS
      ? 'Its work went back to the others, at no penalty.'
      : 'It goes on where it was.';
  return kind === 'still'
    ? `The ${kindNouns[device]} held this page still for ${time}. ${work}`
    : `This page was in the background for ${time} and rested. ${work}`;
}

// How a change of settings is taken back: what they were before, and in words what was changed. Pure.
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';

export interface Taken {
  text: string;
  /** Brings back what was before. */
  before: Partial<PersonSettings>;
}

export function remember(
  settings: PersonSettings,
  change: Partial<PersonSettings>,
  text: string,
  pending: Taken | null,
): Taken {
  const keys = Object.keys(change) as (keyof PersonSettings)[];
  const before = Object.fromEntries(keys.map((key) => [key, settings[key]])) as Partial<PersonSettings>;
  // several steps of one setting in a row are one change
  const isSame =
    pending !== null && keys.every((key) => key in pending.before) && sameSize(pending.before, before);
  return { text, before: isSame ? pending.before : before };
}

const sameSize = (a: object, b: object) => Object.keys(a).length === Object.keys(b).length;

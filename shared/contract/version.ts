// The protocol's number and what happens when two programs differ in it. A coordinator serves its own version and the
// one before [P2]; anything older is told `upgrade-required`, anything newer `coordinator-too-old`.

/** Raised whenever a message or a packed format changes in a way the previous version cannot read. */
export const PROTOCOL_VERSION = 2;
export const OLDEST_SERVED_VERSION = 1;

export type VersionVerdict = 'served' | 'upgrade-required' | 'coordinator-too-old';

export function judgeVersion(theirs: number): VersionVerdict {
  if (theirs < OLDEST_SERVED_VERSION) return 'upgrade-required';
  return theirs > PROTOCOL_VERSION ? 'coordinator-too-old' : 'served';
}

// Where a result departs from what is right.

/** Where the two differ, counted from `offset`, or -1. A missing byte differs. */
export function firstDifference(right: Uint8Array, theirs: Uint8Array, offset: number): number {
  for (let i = 0; i < right.length; i++) if (right[i] !== theirs[i]) return offset + i;
  return -1;
}

// Where a result departs from what is right.

/** Where the two differ, counted from `offset`, or -1. A missing byte differs. */
export function firstDifference(right: Uint8Array, theirs: Uint8Array, offset: number): number {
  for (let i = alike(right, theirs); i < right.length; i++) if (right[i] !== theirs[i]) return offset + i;
  return -1;
}

/** Bytes from the start that are surely the same, as far as words can tell: four at a time, where both lie right for that. */
function alike(right: Uint8Array, theirs: Uint8Array): number {
  if (right.byteOffset % 4 !== 0 || theirs.byteOffset % 4 !== 0) return 0;
  const count = Math.min(right.length, theirs.length) >>> 2;
  const ours = new Uint32Array(right.buffer, right.byteOffset, count);
  const others = new Uint32Array(theirs.buffer, theirs.byteOffset, count);
  let i = 0;
  while (i < count && ours[i] === others[i]) i++;
  return 4 * i;
}

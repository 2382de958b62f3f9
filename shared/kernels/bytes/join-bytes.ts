// Several arrays of bytes as one.

/** The bytes one after the other; not copied when there is only one array that has any. */
export function joinBytes(arrays: readonly Uint8Array[]): Uint8Array {
  const filled = arrays.filter((bytes) => bytes.length > 0);
  if (filled.length === 1 && filled[0]) return filled[0];
  const joined = new Uint8Array(filled.reduce((sum, bytes) => sum + bytes.length, 0));
  let at = 0;
  for (const bytes of filled) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
}

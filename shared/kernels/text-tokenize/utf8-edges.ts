// Where a file is cut without looking, a character may lie on both sides: these bytes of the edges are told apart, so that whoever joins the
// pieces decodes exactly what decoding the whole would have given.

/** How many bytes at the start belong to a character that began before (at most 3). */
export function leadLength(bytes: Uint8Array): number {
  let length = 0;
  while (length < 3 && length < bytes.length && ((bytes[length] ?? 0) & 0xc0) === 0x80) length++;
  return length;
}

/** How many bytes at the end are the beginning of a character that needs more (at most 3). */
export function trailLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return byte <= 0xf4 && needed > back ? back : 0;
  }
  return 0;
}

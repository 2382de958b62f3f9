// What a chunk of `image` gives: for each photo the encoded file, or an exclamation mark and a sentence why there is none, which
// no picture begins with. A photo alone is just that; several are followed by a table of their lengths.
const FAILED = 0x21;

export function failedPhoto(reason: string): Uint8Array {
  return new TextEncoder().encode(`!${reason}`);
}

/** Enough of a result to tell what it is. */
export const HEAD_BYTES = 1024;

/** The reason, or null for a picture. `head`: at most HEAD_BYTES from the beginning. */
export function failureOf(head: Uint8Array): string | null {
  return head[0] === FAILED ? new TextDecoder().decode(head.subarray(1)) : null;
}

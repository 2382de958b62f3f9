// A chunk's result: the items' own bytes end to end, then what else is to be said as JSON, then its length (u32, little-endian).
// Own bytes come first, so that a large result becomes part of an output by reference.
import type { ByteReader } from '../../kernel.ts';

export interface Trailer {
  /** What the code logged. */
  log?: string[];
  /** Lines of log that were too many. */
  unlogged?: number;
  /** One output file for each: its name and its bytes. */
  files?: [name: string, size: number][];
}

export const MAX_TRAILER_BYTES = 8 * 1024 * 1024;

export function packTrailer(trailer: Trailer): Uint8Array {
  const json =
    Object.keys(trailer).length === 0 ? new Uint8Array(0) : new TextEncoder().encode(JSON.stringify(trailer));
  const bytes = new Uint8Array(json.length + 4);
  bytes.set(json);
  new DataView(bytes.buffer).setUint32(json.length, json.length, true);
  return bytes;
}

/** null when the bytes are no such result (possible where results are trusted). */
export async function readTrailer(
  result: ByteReader,
): Promise<{ trailer: Trailer; bodySize: number } | null> {
  if (result.size < 4) return null;
  const tail = await result.read(result.size - 4, 4);
  const length = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true);
  const bodySize = result.size - 4 - length;
  if (length > MAX_TRAILER_BYTES || bodySize < 0) return null;
  if (length === 0) return { trailer: {}, bodySize };
  try {
    const trailer = parseTrailer(JSON.parse(new TextDecoder().decode(await result.read(bodySize, length))));
    const filed = trailer?.files?.reduce((sum, [, size]) => sum + size, 0) ?? bodySize;
    return trailer && filed === bodySize ? { trailer, bodySize } : null;
  } catch {
    return null;
  }
}

function parseTrailer(value: unknown): Trailer | null {
  if (typeof value !== 'object' || value === null) return null;
  const { log, unlogged, files } = value as Record<string, unknown>;
  const isList = (list: unknown, isEach: (each: unknown) => boolean) =>
    Array.isArray(list) && list.every(isEach);
  const isFile = (each: unknown) =>
    Array.isArray(each) &&
    each.length === 2 &&
    typeof each[0] === 'string' &&
    Number.isSafeInteger(each[1]) &&
    (each[1] as number) >= 0;
  if (log !== undefined && !isList(log, (line) => typeof line === 'string')) return null;
  if (unlogged !== undefined && !Number.isSafeInteger(unlogged)) return null;
  if (files !== undefined && !isList(files, isFile)) return null;
  return value as Trailer;
}

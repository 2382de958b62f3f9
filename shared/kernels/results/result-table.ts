// The table at the end of a result that holds several files: their lengths, u32 each, little-endian.
import type { ByteReader } from '../kernel.ts';

export interface Extent {
  start: number;
  end: number;
}

/** Where each of `count` files lies, by the table at the end of the result; null when there is no such table. */
export async function findFiles(result: ByteReader, count: number): Promise<Extent[] | null> {
  if (count === 1) return [{ start: 0, end: result.size }];
  const tableBytes = 4 * count;
  if (result.size < tableBytes) return null;
  const table = await result.read(result.size - tableBytes, tableBytes);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  const extents: Extent[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    const end = start + view.getUint32(4 * i, true);
    extents.push({ start, end });
    start = end;
  }
  return start === result.size - tableBytes ? extents : null;
}

/** What `findFiles` finds again. */
export function encodeTable(lengths: Uint32Array): Uint8Array {
  const table = new DataView(new ArrayBuffer(4 * lengths.length));
  for (const [i, length] of lengths.entries()) table.setUint32(4 * i, length, true);
  return new Uint8Array(table.buffer);
}

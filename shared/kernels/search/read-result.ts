// The records of a chunk's result, and whether it ends with a hit.
import { blocksOf, type Block } from '../blocks/cut-blocks.ts';
import type { ByteReader } from '../kernel.ts';
import type { SearchMode } from './mode.ts';

export interface SearchResult {
  /** One for each block that was looked at. */
  records: DataView[];
  blocks: Block[];
  /** The candidate that ends the result, tried out; null where nothing was found. */
  hit: number | null;
}

/** A sentence where the result cannot be one. */
export async function readResult(
  { cut, recordBytes, hitOf }: SearchMode,
  chunk: number,
  result: ByteReader,
): Promise<SearchResult | string> {
  const all = blocksOf(cut, chunk);
  const count = result.size / recordBytes;
  if (!Number.isInteger(count) || count < 1 || count > all.length)
    return `${result.size} bytes are not the records of 1 to ${all.length} blocks of ${recordBytes} bytes`;
  const bytes = await result.read(0, result.size);
  const blocks = all.slice(0, count);
  const records = blocks.map(
    (_, i) => new DataView(bytes.buffer, bytes.byteOffset + i * recordBytes, recordBytes),
  );
  const [record, block] = [records.at(-1), blocks.at(-1)];
  const hit = record && block ? hitOf(record, block) : null;
  if (count < all.length && hit === null)
    return `the search ended after ${count} of ${all.length} blocks without a hit`;
  return { records, blocks, hit };
}

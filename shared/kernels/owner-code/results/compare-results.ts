// Whether two devices returned the same for a chunk: the items' bytes, and the names and sizes of files. What the code logged may differ,
// as it does where it logs how long something took.
import type { ByteReader } from '../../kernel.ts';
import { sameBytes } from '../../results/same-bytes.ts';
import { readTrailer } from './result-format.ts';

export async function compareResults(a: ByteReader, b: ByteReader): Promise<boolean> {
  const [mine, other] = [await readTrailer(a), await readTrailer(b)];
  // Not the format of a result: nothing in it may differ.
  if (!mine || !other) return !mine && !other && a.size === b.size && sameBytes(a, b, a.size);
  if (mine.bodySize !== other.bodySize) return false;
  if (JSON.stringify(mine.trailer.files) !== JSON.stringify(other.trailer.files)) return false;
  return sameBytes(a, b, mine.bodySize);
}

// Whether two stretches of results are the same, byte for byte, at most 1 MiB of each in memory.
import { firstDifference } from '../bytes/first-difference.ts';
import type { ByteReader } from '../kernel.ts';

const STEP_BYTES = 1024 * 1024;

/** Bytes [0, size) of both. */
export async function sameBytes(a: ByteReader, b: ByteReader, size: number): Promise<boolean> {
  if (a.size < size || b.size < size) return false;
  for (let at = 0; at < size; at += STEP_BYTES) {
    const length = Math.min(STEP_BYTES, size - at);
    const [mine, other] = await Promise.all([a.read(at, length), b.read(at, length)]);
    if (firstDifference(mine, other, 0) >= 0) return false;
  }
  return true;
}

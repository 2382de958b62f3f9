// Bytes and their names for tests and benches.
import { createHash } from 'node:crypto';
import type { Sha256 } from '../../shared/contract/ids.ts';

export const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Sha256;

/** Bytes that no other `seed` has. */
export function sample(seed: number, length = 1000): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0, x = seed + 1; i < length; i++) bytes[i] = x = (x * 48_271 + i) % 0x7fff_ffff;
  return bytes;
}

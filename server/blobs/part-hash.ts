// Checks that bytes are what they are called. Large parts are hashed off the event loop.
import { createHash } from 'node:crypto';
import { PART_BYTES } from '../../shared/contract/blob.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';

/** Below this, handing the bytes to another thread costs more than hashing them here. */
const SMALL_BYTES = 16 * 1024;

async function hashPart(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= SMALL_BYTES) return createHash('sha256').update(bytes).digest('hex');
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Buffer.from(digest).toString('hex');
}

/** @throws CoveyError `too-large` above 4 MiB, `hash-mismatch` when the bytes are others. */
export async function checkPart(sha: Sha256, bytes: Uint8Array): Promise<void> {
  if (bytes.length > PART_BYTES)
    throw new CoveyError(
      'too-large',
      `part ${sha} has ${bytes.length} bytes; a part has at most ${PART_BYTES}`,
    );
  const actual = await hashPart(bytes);
  if (actual !== sha) throw new CoveyError('hash-mismatch', `the bytes sent as ${sha} are ${actual}`);
}

/** @throws RangeError unless [offset, offset+length) lies within `size` bytes. */
export function checkRange(sha: Sha256, size: number, offset: number, length: number): void {
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > size
  )
    throw new RangeError(`bytes ${offset}+${length} lie outside part ${sha} of ${size} bytes`);
}

// SHA-256 in browsers: by WebCrypto where the origin is secure, in JavaScript where it is not or where the answer is needed
// at once.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Sha256 } from '../../contract/ids.ts';
import type { Hashing } from '../../runtime/ports.ts';
import { DIGEST_BYTES } from '../../contract/result-batch.ts';

export async function sha256Hex(bytes: Uint8Array): Promise<Sha256> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
    : sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') as Sha256;
}

export const browserHashing: Hashing = {
  digest: (bytes) => sha256(bytes).slice(0, DIGEST_BYTES),
  hashPart: sha256Hex,
};

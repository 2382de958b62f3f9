// SHA-256 in Node: small results at once, parts on a thread of libuv so that the loop goes on.
import { hash } from 'node:crypto';
import { DIGEST_BYTES } from '../../contract/result-batch.ts';
import type { Sha256 } from '../../contract/ids.ts';
import type { Hashing } from '../../runtime/ports.ts';

export const nodeHashing: Hashing = {
  digest: (bytes) => hash('sha256', bytes, 'buffer').subarray(0, DIGEST_BYTES),
  async hashPart(bytes) {
    const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
    return Buffer.from(digest).toString('hex') as Sha256;
  },
};

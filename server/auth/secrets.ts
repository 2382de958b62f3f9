// Random secrets and how they are kept: hashed at rest, compared in constant time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** base64url of `bytes` random bytes. */
export const makeSecret = (bytes: number) => randomBytes(bytes).toString('base64url');

export const hashSecret = (secret: string) => createHash('sha256').update(secret, 'utf8').digest('hex');

/** Constant-time comparison of two strings through their hashes, so that lengths do not matter either. */
export const sameSecret = (a: string, b: string) =>
  timingSafeEqual(Buffer.from(hashSecret(a), 'hex'), Buffer.from(hashSecret(b), 'hex'));

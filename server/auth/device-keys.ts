// Checks a device's signature over a challenge. Keys are raw public keys as base64url: P-256 uncompressed (65 bytes) or Ed25519 (32 bytes).
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { DeviceRow } from '../scheduler/rows.ts';

type Algorithm = DeviceRow['algorithm'];

/** null when the bytes are no public key of that kind. */
export function readPublicKey(algorithm: Algorithm, publicKey: string): KeyObject | null {
  const raw = Buffer.from(publicKey, 'base64url');
  try {
    if (algorithm === 'ed25519') {
      if (raw.length !== 32) return null;
      return createPublicKey({
        format: 'jwk',
        key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
      });
    }
    if (raw.length !== 65 || raw[0] !== 4) return null;
    return createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: raw.subarray(1, 33).toString('base64url'),
        y: raw.subarray(33).toString('base64url'),
      },
    });
  } catch {
    return null; // not a point on the curve
  }
}

/** P-256 signatures are the 64 raw bytes that WebCrypto makes. */
export function signatureFits(
  algorithm: Algorithm,
  publicKey: string,
  text: string,
  signature: string,
): boolean {
  const key = readPublicKey(algorithm, publicKey);
  if (!key) return false;
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length !== 64) return false;
  const data = Buffer.from(text, 'utf8');
  return algorithm === 'ed25519'
    ? verify(null, data, key, bytes)
    : verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

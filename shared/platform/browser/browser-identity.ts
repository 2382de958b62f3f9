// This browser's key pair. P-256 that cannot be taken out of the browser where WebCrypto is there (https, localhost);
// Ed25519 in plain bytes on plain http, where it is not. Made at the first join, then kept in IndexedDB.
import type { JoinRequest } from '../../contract/http-api.ts';
import type { Identity } from '../../runtime/ports.ts';
import { toBase64Url } from './base64url.ts';
import type { StoredDevice, StoredKey } from './database.ts';

export interface NewKey {
  key: StoredKey;
  algorithm: JoinRequest['algorithm'];
  /** base64url of the raw public key. */
  publicKey: string;
}

export async function makeKey(): Promise<NewKey> {
  return hasWebCrypto() ? await makeP256() : await makeEd25519();
}

export function openIdentity(device: StoredDevice): Identity {
  return { deviceId: device.deviceId, sign: (text) => sign(device.key, new TextEncoder().encode(text)) };
}

/** `crypto.subtle` is typed as always there; on plain http it is not. */
export const hasWebCrypto = () => (globalThis.crypto.subtle as SubtleCrypto | undefined) !== undefined;

async function makeP256(): Promise<NewKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  const publicKey = toBase64Url(new Uint8Array(raw));
  return { key: { algorithm: 'p256', privateKey: pair.privateKey }, algorithm: 'p256', publicKey };
}

async function makeEd25519(): Promise<NewKey> {
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  const { secretKey, publicKey } = ed25519.keygen();
  return {
    key: { algorithm: 'ed25519', secret: secretKey },
    algorithm: 'ed25519',
    publicKey: toBase64Url(publicKey),
  };
}

async function sign(key: StoredKey, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (key.algorithm === 'p256') {
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, bytes);
    return toBase64Url(new Uint8Array(signature));
  }
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  return toBase64Url(ed25519.sign(bytes, key.secret));
}

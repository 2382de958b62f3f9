// The signature of a list of updates: Ed25519 over its name and its text, so that no other list can take its place. Whoever packs the app signs; the public key
// is packed into it. Neither reads a file.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What is signed begins with this, so that the key can never be made to sign something else with the same bytes. */
const PURPOSE = 'covey list of updates, version 1';
const signedBytes = (name: string, text: string) => Buffer.from(`${PURPOSE}\n${name}\n${text}`);

/** The signature lies beside the list, under its name with this. */
export const SIGNATURE_SUFFIX = '.sig';

/** `pem`: an Ed25519 private key as `openssl genpkey -algorithm ed25519` writes it. @throws Error when it is none. */
export function readSigningKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`the key that signs updates is ${key.asymmetricKeyType}; it must be ed25519`);
  return key;
}

/** Base64 of its SubjectPublicKeyInfo. */
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** Base64. */
export const signManifest = (name: string, text: string, key: KeyObject): string =>
  sign(null, signedBytes(name, text), key).toString('base64');

/** @throws Error when the public key is no key. */
export function isSignedBy(name: string, text: string, signature: string, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the packed key is not ed25519');
  return verify(null, signedBytes(name, text), key, Buffer.from(signature.trim(), 'base64'));
}

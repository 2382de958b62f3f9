// The files of a local authority, in `tls` below the data directory. Key and certificate lie in one file, so that a crash leaves both or
// none. What is there but cannot be read is an error that names the file; nothing is ever replaced because it looked wrong.
//   ca.pem    the root and its key        leaf.pem   the listener's certificate and key        root.crt   the root alone, to hand on
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { replaceFile } from '../../disk/replace-file.ts';
import type { Signed } from './sign-certificates.ts';

export const tlsDir = (dataDir: string) => join(dataDir, 'tls');
export const authorityFile = (dir: string) => join(dir, 'ca.pem');
export const leafFile = (dir: string) => join(dir, 'leaf.pem');
export const rootFile = (dir: string) => join(dir, 'root.crt');

export interface KeyPair {
  certificate: X509Certificate;
  key: KeyObject;
  /** PEM, as it lies in the file. */
  pem: Signed;
}

const NEW_LEAF = 'Make another one with `covey tls renew`.';
const NEW_ROOT =
  'Put the file back from where it was saved, or give this authority up with `covey tls remove`: ' +
  'the next start makes another one, which devices must be told to trust anew.';

/** null where there is none. @throws CoveyError where there is one that is no good. */
export async function readAuthority(dir: string): Promise<KeyPair | null> {
  const file = authorityFile(dir);
  const found = await readPair(file, NEW_ROOT);
  if (!found) return null;
  const { certificate } = found;
  if (!certificate.ca || !certificate.verify(certificate.publicKey))
    throw broken(file, 'its certificate is not that of an authority', NEW_ROOT);
  return found;
}

export const readLeaf = (dir: string): Promise<KeyPair | null> => readPair(leafFile(dir), NEW_LEAF);

export async function writeAuthority(dir: string, signed: Signed): Promise<void> {
  await replaceFile(authorityFile(dir), signed.certificate + signed.key);
  await replaceFile(rootFile(dir), signed.certificate);
}

export const writeLeaf = (dir: string, signed: Signed) =>
  replaceFile(leafFile(dir), signed.certificate + signed.key);

/** Takes the file from everybody else. @returns whether others could have read it. */
export async function closeToOthers(file: string): Promise<boolean> {
  // Windows has no such bits; the folder lies in the person's own profile.
  if (process.platform === 'win32') return false;
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return false;
  await chmod(file, 0o600);
  return true;
}

async function readPair(file: string, hint: string): Promise<KeyPair | null> {
  const text = await readText(file, hint);
  if (text === null) return null;
  const certificatePem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0];
  const keyPem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text)?.[0];
  if (certificatePem === undefined || keyPem === undefined)
    throw broken(file, 'it does not hold a certificate and a key', hint);
  let pair: KeyPair;
  try {
    const pem = { certificate: `${certificatePem}\n`, key: `${keyPem}\n` };
    pair = { certificate: new X509Certificate(certificatePem), key: createPrivateKey(keyPem), pem };
  } catch (error) {
    throw broken(file, 'its certificate or key is damaged', hint, error);
  }
  if (!pair.certificate.checkPrivateKey(pair.key))
    throw broken(file, 'its key does not fit its certificate', hint);
  return pair;
}

async function readText(file: string, hint: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'EACCES' || code === 'EPERM')
      throw broken(file, message, 'Run this as the user who runs `covey serve`.', error);
    throw broken(file, message, hint, error);
  }
}

const broken = (file: string, reason: string, hint: string, cause?: unknown) =>
  new CoveyError('wrong-state', `${file} cannot be used: ${reason}`, { cause: cause ?? null, hint });

// A source of credentials: a certificate and key that somebody brought (`--tls-cert`, `--tls-key`). Everything that would make browsers or
// this program stumble later is found when they are read. Read again and again, so that a renewal needs no restart.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, getCACertificates } from 'node:tls';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { Log } from '../observe/log.ts';
import { type CredentialSource, namesOf, readCertificates } from './credentials.ts';

export interface OwnFiles {
  /** PEM: the certificate, then those above it. */
  certFile: string;
  /** PEM, without a passphrase. */
  keyFile: string;
}

export function ownCertificate(
  { certFile, keyFile }: OwnFiles,
  now: () => number,
  log: Log,
): CredentialSource {
  return {
    async load(isFirst) {
      const [certificate, key] = await Promise.all([readText(certFile), readText(keyFile)]);
      const [leaf, ...above] = parseChain(certFile, certificate);
      if (!leaf)
        throw wrong(
          certFile,
          'it holds no certificate',
          'Give the file with BEGIN CERTIFICATE in it to --tls-cert.',
        );
      if (!leaf.checkPrivateKey(parseKey(keyFile, key)))
        throw wrong(keyFile, `it is not the key of ${certFile}`, 'Give the pair that was made together.');
      checkTime(certFile, leaf, now());
      checkChain(certFile, [leaf, ...above]);
      const names = namesOf(leaf);
      if (names.length === 0)
        throw wrong(
          certFile,
          'it holds for no name',
          'Browsers want a subjectAltName; have it issued with one.',
        );
      checkContext(certFile, certificate, key);
      const top = above.at(-1) ?? leaf;
      if (isFirst && !endsInKnownRoot(top))
        log('warn', 'browsers may not know who issued this certificate', {
          file: certFile,
          issuer: top.issuer.replaceAll('\n', ', '),
          hint: 'if it is a public one, give the file with those above it as well (fullchain.pem)',
        });
      return { kind: 'own', certificate, key, root: null, names, expiresAt: leaf.validToDate.getTime() };
    },
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { message } = error as Error;
    throw wrong(
      file,
      message,
      'Check the path, and that the user who runs the coordinator may read it.',
      error,
    );
  }
}

function parseChain(file: string, pem: string): X509Certificate[] {
  try {
    return readCertificates(pem);
  } catch (error) {
    throw wrong(
      file,
      'a certificate in it is damaged',
      'Copy the file again from where it was issued.',
      error,
    );
  }
}

function parseKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const isLocked = /ENCRYPTED/.test(pem);
    throw wrong(
      file,
      isLocked ? 'it is locked with a passphrase' : 'it holds no private key',
      isLocked
        ? 'Write the key without one: openssl pkey -in KEY -out OPEN-KEY'
        : 'Give the file with BEGIN PRIVATE KEY in it to --tls-key.',
      error,
    );
  }
}

function checkTime(file: string, { validFromDate, validToDate }: X509Certificate, now: number): void {
  if (validToDate.getTime() <= now)
    throw wrong(
      file,
      `it ran out on ${validToDate.toISOString()}`,
      'Have it renewed; it is read again at once.',
    );
  if (validFromDate.getTime() > now)
    throw wrong(
      file,
      `it is not good before ${validFromDate.toISOString()}`,
      'Check this computer’s clock, or wait.',
    );
}

function checkChain(file: string, chain: readonly X509Certificate[]): void {
  chain.slice(1).forEach((above, i) => {
    const below = chain[i];
    if (!below || (below.checkIssued(above) && below.verify(above.publicKey))) return;
    throw wrong(
      file,
      `certificate ${i + 1} in it was not issued by certificate ${i + 2}`,
      'Put the certificate first and then, in order, those above it (often called fullchain.pem).',
    );
  });
}

/** Whether Node, which knows the same public authorities as browsers, could go on from here. */
const endsInKnownRoot = (top: X509Certificate) =>
  getCACertificates('default').some((pem) => top.checkIssued(new X509Certificate(pem)));

function checkContext(file: string, cert: string, key: string): void {
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw wrong(file, (error as Error).message, 'Have it issued with a key of today’s strength.', error);
  }
}

const wrong = (file: string, reason: string, hint: string, cause?: unknown) =>
  new CoveyError('wrong-state', `${file} cannot be used: ${reason}`, { cause: cause ?? null, hint });

// A source of credentials: the local authority of a data directory and the leaf it signs for this computer. The leaf stays as it is while
// it holds for every present name and is good for a while yet, because people who clicked through a warning did so for exactly this one.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Log } from '../../observe/log.ts';
import { type Credentials, type CredentialSource, fingerprintOf, namesOf } from '../credentials.ts';
import {
  authorityFile,
  closeToOthers,
  type KeyPair,
  leafFile,
  readAuthority,
  readLeaf,
  rootFile,
  writeAuthority,
  writeLeaf,
} from './authority-files.ts';
import { replaceFile } from '../../disk/replace-file.ts';

const DAY_MS = 86_400_000;
export const RENEW_BEFORE_MS = 30 * DAY_MS;
/** A laptop that goes to and fro between two networks keeps its leaf; one that travels the world does not collect addresses for ever. */
const MOST_NAMES = 40;

export interface LocalAuthorityParts {
  dir: string;
  /** What people call this computer, for the name of a new root. */
  host: string;
  /** Names and addresses that a leaf must hold for now. */
  names(): string[];
  /** UTC ms. */
  now(): number;
  log: Log;
}

export function localAuthority(parts: LocalAuthorityParts): CredentialSource {
  return {
    async load(isFirst) {
      const root = (await readAuthority(parts.dir)) ?? (await makeMissing(parts, isFirst));
      checkRoot(root, parts);
      await keepClosed(parts);
      const leaf = await freshLeaf(root, parts);
      await restoreRootFile(parts.dir, root);
      return describe(root, leaf);
    },
  };
}

export interface LeafWish {
  dir: string;
  names: readonly string[];
  /** The key to keep; left out, there is a new one. PEM. */
  key?: string | undefined;
  /** UTC ms. */
  now: number;
}

/** Signs a leaf and puts it in place. */
export async function issueLeaf(root: KeyPair, { dir, names, key, now }: LeafWish): Promise<KeyPair> {
  // The library that signs takes longer to load than everything else here.
  const { signLeaf } = await import('./sign-certificates.ts');
  const signed = await signLeaf({ root, names, now, ...(key !== undefined && { key }) });
  await writeLeaf(dir, signed);
  return {
    certificate: new X509Certificate(signed.certificate),
    key: createPrivateKey(signed.key),
    pem: signed,
  };
}

async function makeMissing({ dir, host, now, log }: LocalAuthorityParts, isFirst: boolean): Promise<KeyPair> {
  if (!isFirst)
    throw new CoveyError('wrong-state', `${authorityFile(dir)} is gone`, {
      hint: 'https goes on with the present certificate until the coordinator stops; the next start makes another authority.',
    });
  // Devices may trust the one that is gone, so that another one is the person's decision.
  if ((await readLeaf(dir)) !== null)
    throw new CoveyError('wrong-state', `${authorityFile(dir)} is missing, but ${leafFile(dir)} is there`, {
      hint: 'Put the file back, or give this authority up with `covey tls remove` and start again.',
    });
  const { makeRoot } = await import('./sign-certificates.ts');
  await writeAuthority(dir, await makeRoot(host, now()));
  const made = await readAuthority(dir);
  if (!made) throw new CoveyError('internal', `${authorityFile(dir)} vanished as soon as it was written`);
  log('info', 'a certificate authority was made for this data directory', {
    file: authorityFile(dir),
    sha256: fingerprintOf(made.certificate),
  });
  return made;
}

function checkRoot({ certificate }: KeyPair, { dir, now }: LocalAuthorityParts): void {
  if (certificate.validToDate.getTime() > now()) return;
  throw new CoveyError(
    'wrong-state',
    `the authority in ${authorityFile(dir)} ran out on ${certificate.validTo}`,
    {
      hint: 'Make another one with `covey tls renew --ca`; devices must be told to trust it anew.',
    },
  );
}

async function keepClosed({ dir, log }: LocalAuthorityParts): Promise<void> {
  if (await closeToOthers(authorityFile(dir)))
    log('warn', 'the key of the certificate authority could be read by others; now it cannot', {
      file: authorityFile(dir),
      hint: 'if others use this computer: covey tls renew --ca',
    });
}

async function freshLeaf(root: KeyPair, { dir, names, now, log }: LocalAuthorityParts): Promise<KeyPair> {
  const found = await readLeaf(dir);
  const isOurs = found?.certificate.verify(root.certificate.publicKey) ?? false;
  const former = found && isOurs ? namesOf(found.certificate) : [];
  const present = names();
  if (found && isOurs && isLong(found, root, now()) && present.every((name) => former.includes(name))) {
    await closeToOthers(leafFile(dir));
    return found;
  }
  const all = [...new Set([...present, ...former])].slice(0, Math.max(MOST_NAMES, present.length));
  const leaf = await issueLeaf(root, { dir, names: all, key: found?.pem.key, now: now() });
  log('info', 'a certificate was issued for this computer', { names: all.join(' ') });
  return leaf;
}

/** One that ends with its root cannot be made any longer. */
function isLong({ certificate }: KeyPair, root: KeyPair, now: number): boolean {
  const end = certificate.validToDate.getTime();
  return end - now > RENEW_BEFORE_MS || end >= root.certificate.validToDate.getTime();
}

/** The copy to hand on is made from what is certain. */
async function restoreRootFile(dir: string, root: KeyPair): Promise<void> {
  const copy = await readFile(rootFile(dir), 'utf8').catch(() => '');
  if (copy !== root.pem.certificate) await replaceFile(rootFile(dir), root.pem.certificate);
}

function describe(root: KeyPair, { certificate, pem }: KeyPair): Credentials {
  return {
    kind: 'local-ca',
    certificate: pem.certificate,
    key: pem.key,
    root: root.pem.certificate,
    names: namesOf(certificate),
    expiresAt: certificate.validToDate.getTime(),
  };
}

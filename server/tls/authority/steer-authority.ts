// What a person does with the authority of a data directory from the command line. Only files are read and written here: a coordinator
// that runs on the directory looks at them every few seconds and goes on with what it finds.
import { rm } from 'node:fs/promises';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { fingerprintOf, namesOf } from '../credentials.ts';
import { hostLabel, presentNames } from '../present-names.ts';
import {
  authorityFile,
  leafFile,
  readAuthority,
  readLeaf,
  rootFile,
  tlsDir,
  writeAuthority,
} from './authority-files.ts';
import { issueLeaf } from './local-authority.ts';
import { commonNameOf } from './mobile-config.ts';

export interface AuthorityView {
  /** SHA-256 of the root's DER, hex. */
  fingerprint: string;
  /** The root's own name, as trust stores list it. */
  commonName: string;
  /** UTC ms. */
  expiresAt: number;
  /** null: none was issued yet. */
  leaf: { names: string[]; expiresAt: number } | null;
  files: { authority: string; leaf: string; root: string };
  /** PEM. */
  root: string;
}

/** null where the data directory has none. @throws CoveyError when a file is no good. */
export async function showAuthority(dataDir: string): Promise<AuthorityView | null> {
  const dir = tlsDir(dataDir);
  const root = await readAuthority(dir);
  if (!root) return null;
  const leaf = await readLeaf(dir);
  return {
    fingerprint: fingerprintOf(root.certificate),
    commonName: commonNameOf(root.certificate),
    expiresAt: root.certificate.validToDate.getTime(),
    leaf: leaf && { names: namesOf(leaf.certificate), expiresAt: leaf.certificate.validToDate.getTime() },
    files: { authority: authorityFile(dir), leaf: leafFile(dir), root: rootFile(dir) },
    root: root.pem.certificate,
  };
}

/** A new leaf with a new key; with `newRoot`, below a new root that nobody trusts yet. */
export async function renewAuthority(
  dataDir: string,
  { newRoot }: { newRoot: boolean },
): Promise<AuthorityView> {
  const dir = tlsDir(dataDir);
  const now = Date.now();
  if (newRoot) {
    const { makeRoot } = await import('./sign-certificates.ts');
    await writeAuthority(dir, await makeRoot(hostLabel(), now));
  }
  const root = await readAuthority(dir);
  if (!root) throw none(dataDir);
  await issueLeaf(root, { dir, names: await wantedNames(dir), now });
  const view = await showAuthority(dataDir);
  if (!view) throw none(dataDir);
  return view;
}

/** Deletes everything; idempotent. */
export const removeAuthority = (dataDir: string) => rm(tlsDir(dataDir), { recursive: true, force: true });

/** Names that a running coordinator had put in are kept, as far as the former leaf can be read. */
async function wantedNames(dir: string): Promise<string[]> {
  const former = await readLeaf(dir).catch(() => null);
  return [...new Set([...presentNames(), ...(former ? namesOf(former.certificate) : [])])];
}

const none = (dataDir: string) =>
  new CoveyError('not-found', `there is no certificate authority in ${tlsDir(dataDir)}`, {
    hint: '`covey serve` makes one at its first start (unless it is told --no-tls).',
  });

// Where packages are to look for newer versions and what signs the list, out of the environment: the key is never in a file of the repository.
import type { KeyObject } from 'node:crypto';
import { publicKeyOf, readSigningKey } from '../update/signed-manifest.ts';
import { UpdateSource } from '../update/update-source.ts';

/** Null where neither is set: such packages never look. @throws Error when one is missing, or of no use. */
export function readUpdateOrder(env: NodeJS.ProcessEnv): (UpdateSource & { key: KeyObject }) | null {
  const { COVEY_UPDATE_URL: url, COVEY_UPDATE_KEY: pem } = env;
  if (!url && !pem) return null;
  if (!url || !pem)
    throw new Error(
      `${url ? 'COVEY_UPDATE_KEY' : 'COVEY_UPDATE_URL'} is not set; updates need an address and an Ed25519 key in PEM (openssl genpkey -algorithm ed25519)`,
    );
  const key = readSigningKey(pem);
  const source = UpdateSource.safeParse({ url, publicKey: publicKeyOf(key) });
  if (!source.success) throw new Error(`COVEY_UPDATE_URL is ${url}; it must be an https address`);
  return { ...source.data, key };
}

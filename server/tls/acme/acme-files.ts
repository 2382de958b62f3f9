// What is kept of a certificate by ACME, in `tls` below the data directory, for this user's eyes alone:
//   acme/settings.json   what to renew and how      acme/account.key   who we are there      own.crt, own.key   what the listener takes
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { replaceFile } from '../../disk/replace-file.ts';

export const AcmeSettings = z.object({
  version: z.literal(1),
  domains: z
    .array(z.string().check(z.regex(/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/)))
    .check(z.minLength(1), z.maxLength(20)),
  email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/), z.maxLength(200)),
  directory: z.string().check(z.regex(/^https:\/\/\S+$/)),
  dns: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('desec'), token: z.string().check(z.minLength(1)) }),
    z.object({ kind: z.literal('program'), file: z.string().check(z.minLength(1)) }),
  ]),
});
export type AcmeSettings = z.infer<typeof AcmeSettings>;

export interface AcmeFiles {
  settings: string;
  accountKey: string;
  certificate: string;
  key: string;
}

export function acmeFiles(dataDir: string): AcmeFiles {
  const dir = join(dataDir, 'tls');
  return {
    settings: join(dir, 'acme', 'settings.json'),
    accountKey: join(dir, 'acme', 'account.key'),
    certificate: join(dir, 'own.crt'),
    key: join(dir, 'own.key'),
  };
}

/** null where none were made. @throws CoveyError when they cannot be read. */
export async function readAcmeSettings({ settings: file }: AcmeFiles): Promise<AcmeSettings | null> {
  const text = await readOrNull(file);
  if (text === null) return null;
  try {
    return AcmeSettings.parse(JSON.parse(text));
  } catch (error) {
    throw new CoveyError('wrong-state', `${file} cannot be read`, {
      cause: error,
      hint: 'Run `covey tls acme` again with all its options, or delete the file to end renewals.',
    });
  }
}

export const writeAcmeSettings = ({ settings: file }: AcmeFiles, settings: AcmeSettings) =>
  replaceFile(file, `${JSON.stringify(settings, null, 2)}\n`);

export async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

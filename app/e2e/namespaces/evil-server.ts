// What somebody could do with a stolen key of the authority: a server on the laptop with a certificate that this key signed for any name.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAuthority } from '../../../server/tls/authority/authority-files.ts';
import { signLeaf } from '../../../server/tls/authority/sign-certificates.ts';
import type { Computer } from './computer.ts';

/** `tlsDirectory` is the coordinator's. */
export async function startEvilServer(
  laptop: Computer,
  tlsDirectory: string,
  name: string,
  port: number,
): Promise<void> {
  const root = await readAuthority(tlsDirectory);
  if (!root) throw new Error(`there is no authority in ${tlsDirectory}`);
  const { certificate, key } = await signLeaf({ root, names: [name], now: Date.now() });
  const file = join(laptop.dir, `evil-${port}.pem`);
  await writeFile(file, certificate + key);
  const server = laptop.start('openssl', ['s_server', '-accept', String(port), '-cert', file, '-www']);
  await server.line((line) => line.startsWith('ACCEPT'));
}

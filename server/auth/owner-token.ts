// The owner's token: made once per data directory and written 0600 into it, so that the command line on the same machine needs no login.
import { chmod, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSecret } from './secrets.ts';

export const ownerTokenFile = (dataDir: string) => join(dataDir, 'owner-token');

export async function loadOwnerToken(dataDir: string): Promise<string> {
  const file = ownerTokenFile(dataDir);
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (token.length >= 32) {
      await chmod(file, 0o600);
      return token;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const token = makeSecret(32);
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${token}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return token;
}

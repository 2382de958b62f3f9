// The kernels' scripts that came with this program. They may use node:zlib and node:crypto, and need not be fetched.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Sha256 } from '../../contract/ids.ts';

const List = z.record(z.string(), z.object({ version: Sha256 }));

export interface BuiltInScripts {
  shas: ReadonlySet<Sha256>;
  /** null when it is not built in. */
  read(sha: Sha256): Promise<Uint8Array | null>;
}

/** A directory with `kernels.json` (name → version) and `<version>.js`. @throws when the list is not there or cannot be read. */
export async function openBuiltInScripts(directory: string): Promise<BuiltInScripts> {
  const list = List.parse(JSON.parse(await readFile(join(directory, 'kernels.json'), 'utf8')));
  const shas = new Set(Object.values(list).map(({ version }) => version));
  return {
    shas,
    read: async (sha) =>
      shas.has(sha) ? await readFile(join(directory, `${sha}.js`)).catch(() => null) : null,
  };
}

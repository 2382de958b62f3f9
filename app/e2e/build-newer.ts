// A newer Covey, for tests of its update.
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the build with another service worker, as a newer version would have. */
export async function buildNewer(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'covey-build-'));
  await cp(new URL('../../build/app', import.meta.url).pathname, directory, { recursive: true });
  const worker = join(directory, 'client/service-worker.js');
  const script = `${await readFile(worker, 'utf8')}\n// newer`;
  await writeFile(worker, script);
  // The adapter serves by a table made at build time.
  const table = join(directory, 'adapter-node.js');
  const entry = /(\{\\"file\\":\\"service-worker\.js\\")[^}]*\}/;
  const size = Buffer.byteLength(script);
  await writeFile(
    table,
    (await readFile(table, 'utf8')).replace(entry, `$1,\\"size\\":${size},\\"etag\\":\\"newer\\"}`),
  );
  return directory;
}

// Programs that ours are measured against and that nothing else needs: put into node_modules/.cache when a bench first asks for
// them, at the version named there, without running their install scripts. Not in package.json: nobody who installs Covey gets them.
import { execFile } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const CACHE = new URL('../../../node_modules/.cache/covey-rivals/', import.meta.url).pathname;

/** A folder that holds the packages (`sharp@0.35.5`) in its node_modules. @throws Error when npm cannot get them. */
export async function rivalFolder(...packages: readonly string[]): Promise<string> {
  const folder = join(CACHE, packages.join('+').replaceAll('/', '_'));
  const done = join(folder, 'installed');
  if (await stat(done).catch(() => null)) return folder;
  await mkdir(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...packages];
  await promisify(execFile)('npm', args, { shell: process.platform === 'win32' });
  await writeFile(done, '');
  return folder;
}

/** Loads a module from such a folder. */
export function importRival(folder: string, name: string): Promise<Record<string, unknown>> {
  const resolved = createRequire(join(folder, 'package.json')).resolve(name);
  return import(pathToFileURL(resolved).href) as Promise<Record<string, unknown>>;
}

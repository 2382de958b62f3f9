// The folder that whoever publishes Covey puts on a server: the packages that can replace themselves, one list for each system, and each list's signature. The lists
// are electron-updater's own, written as JSON, which is YAML.
import { createHash, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SIGNATURE_SUFFIX, signManifest } from '../update/signed-manifest.ts';
import type { Target } from './targets.ts';

/** Which list names packages of that kind; other kinds cannot replace themselves. macOS would want Apple's signature. */
const LISTS: Partial<Record<Target['name'], string>> = {
  AppImage: 'latest-linux.yml',
  deb: 'latest-linux.yml',
  nsis: 'latest.yml',
};
const PACKAGE = /\.(AppImage|deb|exe)$/;

interface ListedFile {
  url: string;
  sha512: string;
  size: number;
}

async function list(path: string): Promise<ListedFile> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return { url: basename(path), sha512: hash.digest('base64'), size: (await stat(path)).size };
}

/** `out` is removed first. Gives the names of what is in it. */
export async function makeFeed(
  out: string,
  made: readonly { target: Pick<Target, 'name'>; path: string }[],
  version: string,
  key: KeyObject,
): Promise<string[]> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const names: string[] = [];
  const lists = new Map<string, ListedFile[]>();
  for (const { target, path } of made) {
    const name = LISTS[target.name];
    if (name === undefined || !PACKAGE.test(path)) continue;
    await cp(path, join(out, basename(path)));
    names.push(basename(path));
    lists.set(name, [...(lists.get(name) ?? []), await list(path)]);
  }
  for (const [name, files] of lists) {
    const text = `${JSON.stringify({ version, files, releaseDate: new Date().toISOString() }, null, 2)}\n`;
    await writeFile(join(out, name), text);
    await writeFile(join(out, name + SIGNATURE_SUFFIX), `${signManifest(name, text, key)}\n`);
    names.push(name, name + SIGNATURE_SUFFIX);
  }
  return names.toSorted();
}

// A hash over the sources a build step reads: path, size and time of each file, not its content, so that
// asking whether a build is needed costs milliseconds.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { at } from './places.mjs';

/** Not part of any build. */
const ignoredFile = /\.(test|bench|e2e)\.ts$|\.md$/;
const ignoredFolder = new Set(['node_modules', 'e2e', 'testing', 'tooling']);

/**
 * @param {string[]} paths files and folders, relative to the root; one that is missing counts as empty
 * @returns {string} hexadecimal
 */
export function stampSources(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addPath(hash, path);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path */
function addPath(hash, path) {
  const stat = statSync(at(path), { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isFile()) {
    if (!ignoredFile.test(path)) hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(at(path)).sort()) {
    if (!ignoredFolder.has(name)) addPath(hash, `${path}/${name}`);
  }
}

// Reads the repository's own sources from disk, for tests that judge them.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceTree } from './find-violations.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const isSource = /(?<!\.d)\.(ts|js|mjs|svelte)$/;
/** Not ours, generated, or (`assembly`) written in another language that borrows the ending. */
const skipped = /^(node_modules|build|coverage|static|assembly|fixtures|\..*)$/;

export function readTree(): SourceTree {
  const tree = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(root + folder, { withFileTypes: true })) {
      const path = folder + entry.name;
      if (skipped.test(entry.name)) continue;
      if (entry.isDirectory()) walk(`${path}/`);
      else if (isSource.test(entry.name)) tree.set(path, readFileSync(root + path, 'utf8'));
    }
  };
  walk('');
  return tree;
}

// Where things lie in a clone: the paths that set-up reads and writes.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** @param {...string} parts */
export const at = (...parts) => join(root, ...parts);

/** Node 26, as an npm dependency; the machine's own may be older. */
export const nodePath = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Scratch space of set-up itself, outside what `npm ci` and the build wipe. */
export const setupDirectory = at('.covey-setup');

/** @param {string} line */
export function say(line) {
  process.stderr.write(`covey: ${line}\n`);
}

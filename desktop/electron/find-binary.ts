// Electron's own binary on this machine, where one exists. Never asks the `electron` package, which would start to download it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HOW_TO_GET =
  'Fetch it once with `node node_modules/electron/install.js`, or name one with COVEY_ELECTRON=/path/to/electron.';

/** Undefined where there is none. */
export function findElectron(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['COVEY_ELECTRON'];
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const fetched = readFetched();
  return [
    named,
    folder && join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron'),
    fetched,
  ].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Where the package says that it put it. */
function readFetched(): string | undefined {
  try {
    const folder = dirname(fileURLToPath(import.meta.resolve('electron/package.json')));
    return join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  } catch {
    return undefined; // not fetched, or not installed
  }
}

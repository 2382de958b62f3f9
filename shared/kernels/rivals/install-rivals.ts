// The libraries that benches compare with. They are large and Covey does not need them, so they live in a folder of their
// own and come only when asked for: `COVEY_RIVALS=install npm run bench`. Without them a bench says "absent".
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../node_modules/.cache/covey-rivals');

/** Where the rivals are, installed first where that is asked for; null: they are absent. */
export function findRivals(): NodeJS.Require | null {
  if (process.env['COVEY_RIVALS'] === 'install') install();
  return existsSync(join(FOLDER, 'node_modules')) ? createRequire(join(FOLDER, 'package.json')) : null;
}

function install(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return;
  process.stderr.write(`bench: installing what is compared with, in the versions pinned, into ${FOLDER}…\n`);
  mkdirSync(FOLDER, { recursive: true });
  cpSync(join(import.meta.dirname, 'package.json'), join(FOLDER, 'package.json'));
  const { status } = spawnSync('npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm could not install the rivals (it ended with ${status})`);
}

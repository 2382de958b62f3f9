// electron-builder in a cache folder of its own: some 270 packages, a minute to fetch, more than all of this repository's own tools, and wanted only where the tray
// app is packed: by whoever does, and by the test of a package.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../host/places.ts';
import type { Builder } from './builder-config.ts';

const BUILDER = '26.17.0';
const folder = join(root, 'node_modules', '.cache', `electron-builder-${BUILDER}`);

const hasBuilder = () => existsSync(join(folder, 'node_modules', 'electron-builder', 'package.json'));

/** @throws Error where there is no network. */
export async function fetchBuilder(): Promise<void> {
  if (hasBuilder()) return;
  await mkdir(folder, { recursive: true });
  process.stderr.write(`covey: fetching electron-builder ${BUILDER} into ${folder}…\n`);
  execFileSync(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `electron-builder@${BUILDER}`,
    ],
    { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
  );
}

/** Of a package in that folder. */
export const requireFetched = createRequire(join(folder, 'package.json'));
export const loadBuilder = () => requireFetched('electron-builder') as Builder;

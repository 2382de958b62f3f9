// The updater that fits how this program was installed; null where it cannot replace itself: a folder, an archive, macOS without a signature of Apple's. Each
// kind of electron-updater is imported by its own file: its main module asks Electron for things when it is looked at.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BaseUpdater } from 'electron-updater/out/BaseUpdater.js';
import { findAppImage, type RunsAs } from './find-app-image.ts';
import type { Newest, Updater } from './updater.ts';
import type { UpdateSource } from './update-source.ts';

export interface InstalledAs extends RunsAs {
  /** Electron's `process.resourcesPath`. */
  resources: string;
}

export type PackageKind = 'appimage' | 'deb' | 'nsis';

/** How this program came onto the computer, where a newer one can come the same way. */
export function findPackageKind(installed: InstalledAs): PackageKind | null {
  const { platform, resources, executable } = installed;
  if (platform === 'win32')
    return existsSync(join(dirname(executable), 'Uninstall Covey.exe')) ? 'nsis' : null;
  if (platform !== 'linux') return null;
  if (findAppImage(installed) !== null) return 'appimage';
  // electron-builder leaves it in packages that a system's package tool installed
  const mark = join(resources, 'package-type');
  return existsSync(mark) && readFileSync(mark, 'utf8').trim() === 'deb' ? 'deb' : null;
}

async function makeUpdater(kind: PackageKind): Promise<BaseUpdater> {
  switch (kind) {
    case 'appimage':
      return new (await import('electron-updater/out/AppImageUpdater.js')).AppImageUpdater();
    case 'deb':
      return new (await import('electron-updater/out/DebUpdater.js')).DebUpdater();
    case 'nsis':
      return new (await import('electron-updater/out/NsisUpdater.js')).NsisUpdater();
  }
}

export async function openUpdater(
  source: UpdateSource,
  installed: InstalledAs,
  newest: Newest,
  log: (level: 'info' | 'warning' | 'error', text: string) => void,
): Promise<Updater | null> {
  const kind = findPackageKind(installed);
  if (kind === null) return null;
  const { wrapUpdater } = await import('./wrap-updater.ts');
  return wrapUpdater(await makeUpdater(kind), { source, newest, appImage: findAppImage(installed), log });
}

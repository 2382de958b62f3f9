// One of electron-updater's updaters as the tray app wants it: it looks and downloads only when told, believes only signed lists, fetches whole files, and installs
// nothing of its own accord.
import { hash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { BaseUpdater } from 'electron-updater/out/BaseUpdater.js';
import { type SignedFeed, SignedProvider } from './signed-provider.ts';
import { compareVersions } from './compare-versions.ts';
import type { Newest, Updater } from './updater.ts';
import type { UpdateSource } from './update-source.ts';

export interface Wrapped {
  source: UpdateSource;
  newest: Newest;
  /** The file that is replaced, where this program is an AppImage. */
  appImage: string | null;
  log(level: 'info' | 'warning' | 'error', text: string): void;
}

export function wrapUpdater(updater: BaseUpdater, { source, newest, appImage, log }: Wrapped): Updater {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.disableDifferentialDownload = true;
  updater.disableWebInstaller = true;
  const say = (level: 'info' | 'warning' | 'error') => (text?: unknown) =>
    log(level, `update: ${String(text)}`);
  updater.logger = { info: say('info'), warn: say('warning'), error: say('error') };
  // its `error` without a listener would be thrown; each is also a rejection or a false
  updater.on('error', () => undefined);
  const feed: SignedFeed = {
    provider: 'custom',
    // electron-updater's own types say a constructor of its abstract provider
    updateProvider: SignedProvider as unknown as NonNullable<SignedFeed['updateProvider']>,
    source,
  };
  updater.setFeedURL(feed);
  /** SHA-512 of the files of the version that was found last; none: nothing may be fetched. */
  let listed: string[] = [];
  let fetched: string[] = [];
  return {
    async find() {
      listed = fetched = [];
      const found = await updater.checkForUpdates();
      if (!found) return null;
      const { version, files } = found.updateInfo;
      const seen = newest.seen();
      const order = seen === null ? 1 : compareVersions(version, seen);
      if (order < 0)
        throw new Error(
          `the list of updates offers ${version}, although ${seen} was offered before: it is old`,
        );
      if (order > 0) newest.keep(version);
      if (!found.isUpdateAvailable) return null;
      listed = files.map(({ sha512 }) => sha512);
      return version;
    },
    async download() {
      if (listed.length === 0) throw new Error('no newer version was found that could be fetched');
      fetched = await updater.downloadUpdate();
    },
    install() {
      // it may have lain there for days, where every program of this person can write
      if (fetched.length === 0 || !fetched.every((path) => isListed(path, listed))) {
        log(
          'error',
          'update: what was fetched is not there as the signed list says; nothing is put in place',
        );
        return false;
      }
      const settle = keepOld(appImage);
      const isDone = updater.install(false, true);
      settle(isDone);
      return isDone;
    },
  };
}

function isListed(path: string, listed: readonly string[]): boolean {
  try {
    return listed.includes(hash('sha512', readFileSync(path), 'base64'));
  } catch {
    return false;
  }
}

/** electron-updater removes an AppImage before it moves the next one there; should that fail, the old one is put back. */
function keepOld(appImage: string | null): (isDone: boolean) => void {
  if (appImage === null) return () => undefined;
  const kept = `${appImage}.before`;
  try {
    rmSync(kept, { force: true });
    linkSync(appImage, kept);
  } catch {
    return () => undefined; // where it may not be linked, it may not be removed either
  }
  return (isDone) => (isDone ? rmSync(kept, { force: true }) : renameSync(kept, appImage));
}

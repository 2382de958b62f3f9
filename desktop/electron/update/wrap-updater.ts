// One of electron-updater's updaters as the tray app wants it: it looks and downloads only when told, believes only signed lists, fetches whole files, and installs
// nothing of its own accord.
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import type { BaseUpdater } from 'electron-updater/out/BaseUpdater.js';
import { type SignedFeed, SignedProvider } from './signed-provider.ts';
import type { Updater } from './updater.ts';
import type { UpdateSource } from './update-source.ts';

export interface Wrapped {
  source: UpdateSource;
  /** The file that is replaced, where this program is an AppImage. */
  appImage: string | null;
  log(level: 'info' | 'warning' | 'error', text: string): void;
}

export function wrapUpdater(updater: BaseUpdater, { source, appImage, log }: Wrapped): Updater {
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
  let fetched: string[] = [];
  return {
    async find() {
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
    },
    async download() {
      fetched = await updater.downloadUpdate();
    },
    install() {
      if (fetched.length === 0 || !fetched.every((path) => existsSync(path))) return false;
      const settle = keepOld(appImage);
      const isDone = updater.install(false, true);
      settle(isDone);
      return isDone;
    },
  };
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

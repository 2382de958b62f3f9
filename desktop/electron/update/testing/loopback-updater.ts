// The real electron-updater without Electron: an AppImage in a folder of its own looks for a newer one on a server of this machine. Only the two things are stood in
// for that it asks Electron for: what the app is, and how http is spoken.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import { makeFeed } from '../../package/make-feed.ts';
import { publicKeyOf } from '../signed-manifest.ts';
import type { Newest, Updater } from '../updater.ts';
import { wrapUpdater } from '../wrap-updater.ts';

class NodeExecutor extends ElectronHttpExecutor {
  override createRequest(
    ...[options, callback]: Parameters<ElectronHttpExecutor['createRequest']>
  ): ReturnType<ElectronHttpExecutor['createRequest']> {
    return request(options, callback as never) as never;
  }
  protected override addRedirectHandlers(): void {
    // the server of this test sends nobody elsewhere
  }
}

export interface Loopback {
  url: string;
  folder: string;
  key: KeyObject;
  /** Publishes that version: a program that writes its version into `started`. */
  publish(version: string, key?: KeyObject): Promise<void>;
  /** Of a program of that version, which remembers what the others have seen; `trusting` is the key that is packed into it. */
  updater(version: string, trusting?: KeyObject): Updater;
  /** Changes what the server sends under a name; null: it is not there. */
  alter(name: string, change: (bytes: Buffer) => Buffer | null): void;
  /** Headers of what was asked for, by name. */
  asked: Map<string, NodeJS.Dict<string | string[]>>;
  close(): Promise<void>;
}

export const FEED_FILE = (version: string) => `covey-${version}-linux-x64.AppImage`;
export const newKey = () => generateKeyPairSync('ed25519').privateKey;

export async function openLoopback(): Promise<Loopback> {
  const folder = await mkdtemp(join(tmpdir(), 'covey-updates-'));
  const feed = join(folder, 'feed');
  const key = newKey();
  const altered = new Map<string, (bytes: Buffer) => Buffer | null>();
  const asked: Loopback['asked'] = new Map();
  let seen: string | null = null;
  const newest: Newest = { seen: () => seen, keep: (version) => void (seen = version) };

  async function answer(name: string, response: ServerResponse): Promise<void> {
    const bytes = existsSync(join(feed, name)) ? await readFile(join(feed, name)) : null;
    const sent = bytes && (altered.get(name) ?? ((same) => same))(bytes);
    response.writeHead(sent ? 200 : 404, { 'content-length': sent?.length ?? 0 });
    response.end(sent ?? undefined);
  }
  const server = createServer((incoming, response) => {
    const name = new URL(incoming.url ?? '/', 'http://x').pathname.slice(1);
    asked.set(name, incoming.headers);
    void answer(name, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  return {
    url,
    folder,
    key,
    asked,
    async publish(version, signing = key) {
      const path = join(folder, FEED_FILE(version));
      await writeFile(path, `#!/bin/sh\necho -n ${version} > "${folder}/started"\n`, { mode: 0o755 });
      await makeFeed(feed, [{ target: { name: 'AppImage' }, path }], version, signing);
    },
    updater(version, trusting = key) {
      const config = join(folder, 'app-update.yml');
      const updater = new AppImageUpdater(null, {
        version,
        name: 'covey',
        isPackaged: true,
        appUpdateConfigPath: config,
        userDataPath: join(folder, 'data'),
        baseCachePath: join(folder, 'cache'),
        whenReady: () => Promise.resolve(),
        relaunch: () => undefined,
        quit: () => undefined,
        onQuit: () => undefined,
      });
      Object.assign(updater, { httpExecutor: new NodeExecutor() });
      return wrapUpdater(updater, {
        source: { url, publicKey: publicKeyOf(trusting) },
        newest,
        appImage: process.env['APPIMAGE'] ?? null,
        log: () => undefined,
      });
    },
    alter: (name, change) => void altered.set(name, change),
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What electron-updater wants to find beside and around the program, before it looks. */
export async function pretendAppImage({ folder }: Loopback): Promise<string> {
  const appImage = join(folder, 'Covey.AppImage');
  await writeFile(appImage, 'the old one', { mode: 0o755 });
  await writeFile(
    join(folder, 'app-update.yml'),
    'provider: generic\nurl: http://127.0.0.1:9/\nupdaterCacheDirName: covey\n',
  );
  process.env['APPIMAGE'] = appImage;
  return appImage;
}

// The packed tray app: a real electron-builder over a stand-in for Electron's distribution. Runs where dpkg-deb is and electron-builder can be fetched, once;
// says that it was skipped elsewhere.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildDesktop } from '../electron/build-desktop.ts';
import { findFaults } from '../electron/package/assert-pack.ts';
import { fetchBuilder } from '../electron/package/fetch-builder.ts';
import { makeFeed } from '../electron/package/make-feed.ts';
import { packApp } from '../electron/package/pack-app.ts';
import { readAsar } from '../electron/package/read-asar.ts';
import { targets, whyNot } from '../electron/package/targets.ts';
import { isSignedBy, publicKeyOf } from '../electron/update/signed-manifest.ts';
import { newKey } from '../electron/update/testing/loopback-updater.ts';

test('a Debian package holds what it must and nothing else, with its fuses set and covey:// registered', async ({
  skip,
}) => {
  const target = targets.find(({ name }) => name === 'deb');
  const reason = target && whyNot(target, true);
  if (!target || reason) return skip(`no package is made here: ${reason}`);
  const isFetched = await fetchBuilder().then(
    () => true,
    () => false,
  );
  if (!isFetched) return skip('electron-builder is not here and could not be fetched');
  const key = newKey();
  const updates = { url: 'https://updates.example.org/covey', publicKey: publicKeyOf(key) };
  const folder = await mkdtemp(join(tmpdir(), 'covey-package-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await buildDesktop(join(folder, 'bundle'));
  const made = await packApp({
    target,
    bundle: join(folder, 'bundle'),
    out: join(folder, 'out'),
    isStub: true,
    updates,
  });
  const unpacked = join(folder, 'out', 'made', 'linux-unpacked');
  expect(await findFaults(unpacked, 'covey-tray', updates)).toEqual([]);

  const deb = made.find((path) => path.endsWith('.deb')) ?? '';
  const field = (name: string) => execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();
  expect([field('Package'), field('Architecture')]).toEqual(['covey', 'amd64']);
  execFileSync('dpkg-deb', ['-x', deb, join(folder, 'installed')]);
  const entry = await readFile(join(folder, 'installed/usr/share/applications/covey-tray.desktop'), 'utf8');
  expect(entry).toMatch(/^MimeType=x-scheme-handler\/covey;$/m);
  expect(entry).toMatch(/^Exec=\/opt\/Covey\/covey-tray.* %U$/m);
  expect(existsSync(join(folder, 'installed/usr/share/icons/hicolor/512x512/apps/covey-tray.png'))).toBe(
    true,
  );

  // what it takes to replace itself by a newer one, and the folder that offers this one to older ones
  const installed = join(folder, 'installed/opt/Covey/resources');
  expect((await readFile(join(installed, 'package-type'), 'utf8')).trim()).toBe('deb');
  const feed = await makeFeed(join(folder, 'feed'), [{ target, path: deb }], '0.1.0', key);
  expect(feed).toEqual([basename(deb), 'latest-linux.yml', 'latest-linux.yml.sig']);
  const [list, signature] = await Promise.all(
    feed.slice(1).map((name) => readFile(join(folder, 'feed', name), 'utf8')),
  );
  expect(isSignedBy('latest-linux.yml', list!, signature!, updates.publicKey)).toBe(true);
  const sha512 = createHash('sha512')
    .update(await readFile(deb))
    .digest('base64');
  expect(JSON.parse(list!)).toMatchObject({ version: '0.1.0', files: [{ url: basename(deb), sha512 }] });
  // one that was packed for somebody else's updates, or for none, is found out
  expect(await findFaults(unpacked, 'covey-tray', null)).toEqual([
    'updates.json does not say what it should of where updates are',
    'app-update.yml is not as it should be',
  ]);

  // what was packed starts, on the stand-in for Electron
  const started = await bootPacked(join(unpacked, 'resources', 'app.asar'), join(folder, 'boot'));
  expect(started).toEqual({
    url: 'app://covey/desktop/compute',
    preload: join(folder, 'boot', 'preload.cjs'),
    tray: join(folder, 'boot', 'icons', 'offline.png'),
    missing: [],
  });

  // what is not as it should be is found: these are the fuses that Electron comes with
  await copyFile(join(folder, 'out', 'electron', 'electron'), join(unpacked, 'covey-tray'));
  expect(await findFaults(unpacked, 'covey-tray', updates)).toEqual([
    'the fuse runAsNode is on',
    'the fuse enableCookieEncryption is off',
    'the fuse enableNodeOptionsEnvironmentVariable is on',
    'the fuse enableNodeCliInspectArguments is on',
    'the fuse enableEmbeddedAsarIntegrityValidation is off',
    'the fuse onlyLoadAppFromAsar is off',
    'the fuse grantFileProtocolExtraPrivileges is on',
  ]);
  // a minute of fetching and one of packing, on a machine that tests other things meanwhile
}, 400_000);

/** What Electron would be, for a main process that runs as an ordinary program: says what it was asked for, and ends it. */
const pretendElectron = (data: string) => `
import { existsSync } from 'node:fs';
import { createFakeElectron } from ${JSON.stringify(new URL('../electron/fake-electron.ts', import.meta.url).href)};
const fake = createFakeElectron({ getPath: () => ${JSON.stringify(data)} });
const { port } = fake;
export const { app, ipcMain, powerMonitor, powerSaveBlocker, protocol, safeStorage, shell } = port;
export class BrowserWindow { constructor(options) { return port.createWindow(options); } }
export class Tray { constructor(image) { return port.createTray(image); } }
export class Notification { constructor(options) { return port.createNotification(options); } }
export const Menu = { buildFromTemplate: port.buildMenu };
export const session = { fromPartition: port.sessionOf };
export const utilityProcess = { fork: port.fork };
const timer = setInterval(() => {
  const window = fake.window('contribution');
  if (!window?.url || !fake.tray?.image) return;
  clearInterval(timer);
  const { preload } = window.options.webPreferences;
  const tray = fake.tray.image;
  const missing = [preload, tray].filter((path) => !existsSync(path));
  console.log(JSON.stringify({ url: window.url, preload, tray, missing }));
  process.exit(0);
}, 20);
`;

async function bootPacked(asarPath: string, out: string): Promise<unknown> {
  const asar = await readAsar(asarPath);
  for (const name of asar.names) {
    await mkdir(join(out, dirname(name)), { recursive: true });
    await writeFile(join(out, name), await asar.read(name));
  }
  const electron = join(out, 'node_modules', 'electron');
  await mkdir(electron, { recursive: true });
  await writeFile(
    join(electron, 'package.json'),
    '{"name": "electron", "type": "module", "main": "index.js"}',
  );
  await writeFile(join(electron, 'index.js'), pretendElectron(join(out, 'data')));
  const said = execFileSync(process.execPath, [join(out, 'main.js')], { encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(said.trim().split('\n').at(-1) ?? '');
}

// The packed tray app: a real electron-builder over a stand-in for Electron's distribution. Runs where `npm run desktop:package` has fetched
// electron-builder before, and where dpkg-deb is; says that it was skipped elsewhere.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildDesktop } from '../electron/build-desktop.ts';
import { findFaults } from '../electron/package/assert-pack.ts';
import { hasBuilder } from '../electron/package/fetch-builder.ts';
import { packApp } from '../electron/package/pack-app.ts';
import { targets, whyNot } from '../electron/package/targets.ts';

test('a Debian package holds what it must and nothing else, with its fuses set and covey:// registered', async ({
  skip,
}) => {
  const target = targets.find(({ name }) => name === 'deb');
  const reason = target && whyNot(target, true);
  if (!target || reason) return skip(`no package is made here: ${reason}`);
  if (!hasBuilder())
    return skip('electron-builder is not here; `npm run desktop:package -- --stub dir` fetches it');
  const folder = await mkdtemp(join(tmpdir(), 'covey-package-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await buildDesktop(join(folder, 'bundle'));
  const made = await packApp({
    target,
    bundle: join(folder, 'bundle'),
    out: join(folder, 'out'),
    isStub: true,
  });
  const unpacked = join(folder, 'out', 'made', 'linux-unpacked');
  expect(await findFaults(unpacked, 'covey-tray', { updates: true })).toEqual([]);

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
  const update = await readFile(join(folder, 'out', 'made', 'latest-linux.yml'), 'utf8');
  expect(update).toMatch(/^ {4}sha512: .{80,}$/m);

  // what is not as it should be is found: these are the fuses that Electron comes with
  await copyFile(join(folder, 'out', 'electron', 'electron'), join(unpacked, 'covey-tray'));
  expect(await findFaults(unpacked, 'covey-tray', { updates: true })).toEqual([
    'the fuse runAsNode is on',
    'the fuse enableCookieEncryption is off',
    'the fuse enableNodeOptionsEnvironmentVariable is on',
    'the fuse enableNodeCliInspectArguments is on',
    'the fuse enableEmbeddedAsarIntegrityValidation is off',
    'the fuse onlyLoadAppFromAsar is off',
    'the fuse grantFileProtocolExtraPrivileges is on',
  ]);
  // a minute of packing, on a machine that tests other things meanwhile
}, 400_000);

import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findAppImage } from '../update/find-app-image.ts';
import { findPackageKind } from '../update/open-updater.ts';
import { isSignedBy, publicKeyOf, signManifest } from '../update/signed-manifest.ts';
import { newKey } from '../update/testing/loopback-updater.ts';
import { DEFAULT_WIRE, readFuses } from './fuses.ts';
import { readAsar } from './read-asar.ts';
import { readUpdateOrder } from './read-update-order.ts';
import { targets, whyNot } from './targets.ts';

test('fuses are read from wherever they are in a binary, and nothing else passes for one', () => {
  const binary = Buffer.concat([Buffer.alloc(1000, 7), DEFAULT_WIRE, Buffer.from('more')]);
  expect(readFuses(binary)).toMatchObject({
    runAsNode: true,
    enableCookieEncryption: false,
    grantFileProtocolExtraPrivileges: true,
    wasmTrapHandlers: true,
  });
  expect(() => readFuses(Buffer.from('#!/bin/sh'))).toThrow(/not Electron/);
});

test('an asar is read as it is written: names with their folders, bytes where its header says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'covey-asar-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const json = Buffer.from(
    JSON.stringify({
      files: { 'a.txt': { size: 2, offset: '0' }, sub: { files: { 'b.txt': { size: 3, offset: '2' } } } },
    }),
  );
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  [4, 8 + padded, 4 + padded, json.length].forEach((value, index) => head.writeUInt32LE(value, 4 * index));
  json.copy(head, 16);
  const file = join(folder, 'app.asar');
  await writeFile(file, Buffer.concat([head, Buffer.from('hiyou')]));
  const asar = await readAsar(file);
  expect(asar.names).toEqual(['a.txt', 'sub/b.txt']);
  expect((await asar.read('sub/b.txt')).toString()).toBe('you');
  await expect(asar.read('c.txt')).rejects.toThrow(/c\.txt is not in/);
});

test('a target that cannot be made here is skipped with its reason', () => {
  const reasons = Object.fromEntries(
    targets.map((target) => [target.name, whyNot(target, true, { PATH: '' })]),
  );
  expect(reasons).toMatchObject({ dmg: expect.any(String), nsis: expect.stringMatching(/certificate/) });
  expect(process.platform === 'linux' ? reasons['deb'] : 'dpkg-deb').toMatch(/dpkg-deb/);
});

describe('where updates are, out of the environment', () => {
  const pem = (type: 'ed25519' | 'x25519' = 'ed25519') =>
    generateKeyPairSync(type as 'ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

  test('is nowhere when nothing is set, and an address with the public half of the key when both are', () => {
    expect(readUpdateOrder({})).toBeNull();
    const order = readUpdateOrder({
      COVEY_UPDATE_URL: 'https://updates.example.org/',
      COVEY_UPDATE_KEY: pem(),
    });
    expect(order).toMatchObject({
      url: 'https://updates.example.org/',
      publicKey: expect.stringMatching(/^MCowBQYDK2Vw/),
    });
  });

  test('is refused when half of it is missing, the key is of another kind, or anybody could listen', () => {
    const url = 'https://updates.example.org/';
    expect(() => readUpdateOrder({ COVEY_UPDATE_URL: url })).toThrow(/COVEY_UPDATE_KEY is not set/);
    expect(() => readUpdateOrder({ COVEY_UPDATE_KEY: pem() })).toThrow(/COVEY_UPDATE_URL is not set/);
    expect(() => readUpdateOrder({ COVEY_UPDATE_URL: url, COVEY_UPDATE_KEY: pem('x25519') })).toThrow(
      /must be ed25519/,
    );
    for (const bad of ['http://updates.example.org/', 'updates', 'file:///tmp'])
      expect(() => readUpdateOrder({ COVEY_UPDATE_URL: bad, COVEY_UPDATE_KEY: pem() })).toThrow(
        /must be an https/,
      );
  });
});

test('a list of updates is good only under its own name: that of one system does not pass for another’s', () => {
  const key = newKey();
  const signature = signManifest('latest.yml', 'text', key);
  expect(isSignedBy('latest.yml', 'text', signature, publicKeyOf(key))).toBe(true);
  expect(isSignedBy('latest-linux.yml', 'text', signature, publicKeyOf(key))).toBe(false);
});

test('a package knows how it was installed, and one that cannot replace itself says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'covey-installed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const kind = (platform: NodeJS.Platform, env = {}) =>
    findPackageKind({ platform, resources: folder, executable: join(folder, 'covey'), env });
  expect([kind('linux'), kind('win32'), kind('darwin')]).toEqual([null, null, null]);
  const env = { APPIMAGE: '/home/a/Covey.AppImage', APPDIR: folder };
  expect(kind('linux', env)).toBe('appimage');
  expect(findAppImage({ platform: 'linux', executable: join(folder, 'covey'), env })).toBe(env.APPIMAGE);
  // inherited from another AppImage that started this one
  const inherited = { APPIMAGE: '/home/a/Editor.AppImage', APPDIR: `${folder}/covey-editor` };
  for (const others of [inherited, { APPIMAGE: inherited.APPIMAGE }, { ...inherited, APPDIR: '' }]) {
    expect(kind('linux', others)).toBeNull();
    expect(findAppImage({ platform: 'linux', executable: join(folder, 'covey'), env: others })).toBeNull();
  }
  await writeFile(join(folder, 'package-type'), 'deb\n');
  expect(kind('linux', inherited)).toBe('deb');
  await writeFile(join(folder, 'Uninstall Covey.exe'), '');
  expect([kind('linux'), kind('win32'), kind('darwin')]).toEqual(['deb', 'nsis', null]);
});

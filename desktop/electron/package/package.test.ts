import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_WIRE, readFuses } from './fuses.ts';
import { readAsar } from './read-asar.ts';
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

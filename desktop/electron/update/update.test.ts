// The real electron-updater over loopback: what it finds, what it fetches, and that nothing passes which whoever made this package has not signed.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  FEED_FILE,
  type Loopback,
  newKey,
  openLoopback,
  pretendAppImage,
} from './testing/loopback-updater.ts';

const before = process.env['APPIMAGE'];
const state = {} as { loopback: Loopback; appImage: string };
const { publish, updater, alter } = {
  publish: (...given: Parameters<Loopback['publish']>) => state.loopback.publish(...given),
  updater: (...given: Parameters<Loopback['updater']>) => state.loopback.updater(...given),
  alter: (...given: Parameters<Loopback['alter']>) => state.loopback.alter(...given),
};

beforeEach(async () => {
  state.loopback = await openLoopback();
  state.appImage = await pretendAppImage(state.loopback);
});
afterEach(() => state.loopback.close());
afterAll(() => {
  if (before === undefined) delete process.env['APPIMAGE'];
  else process.env['APPIMAGE'] = before;
});

const LIST = 'latest-linux.yml';
const flip = (at: number) => (bytes: Buffer) =>
  Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));

describe('a newer version', () => {
  test('is found, fetched, checked, put in place of the old one, and started', async () => {
    await publish('0.2.0');
    const covey = updater('0.1.0');
    expect(await covey.find()).toBe('0.2.0');
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
    await covey.download();
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
    expect(covey.install()).toBe(true);
    expect(await readFile(state.appImage, 'utf8')).toContain('echo -n 0.2.0');
    const started = () => readFile(join(state.loopback.folder, 'started'), 'utf8').catch(() => '');
    await expect.poll(started, { timeout: 10_000 }).toBe('0.2.0');
  });

  test('is not found where this is the newest, nor where an old list is shown again', async () => {
    await publish('0.2.0');
    expect(await updater('0.2.0').find()).toBeNull();
    expect(await updater('0.3.0').find()).toBeNull();
  });

  test('is asked for without telling who asks', async () => {
    await publish('0.2.0');
    await updater('0.1.0').find();
    expect(Object.keys(state.loopback.asked.get(LIST)!)).not.toContain('x-user-staging-id');
  });
});

describe('nothing is fetched, and nothing put in place', () => {
  const UNSIGNED = expect.stringMatching(/is not signed by whoever made this Covey/) as string;
  /** What looking says, whether it can be fetched all the same, and whether anybody asked for the file. */
  const attempt = async (covey = updater('0.1.0')) => ({
    found: await covey.find().catch((error: Error) => error.message),
    fetched: await covey.download().then(
      () => true,
      () => false,
    ),
    isAskedFor: state.loopback.asked.has(FEED_FILE('0.2.0')),
  });
  const refused = { found: UNSIGNED, fetched: false, isAskedFor: false };

  test('when one byte of the list was changed', async () => {
    await publish('0.2.0');
    alter(LIST, (bytes) => Buffer.from(bytes.toString().replace('0.2.0', '0.9.0')));
    expect(await attempt()).toEqual(refused);
  });

  test('when the list is signed with another key', async () => {
    await publish('0.2.0', newKey());
    expect(await attempt()).toEqual(refused);
    await publish('0.2.0');
    expect(await attempt(updater('0.1.0', newKey()))).toEqual(refused);
  });

  test('when the signature is none', async () => {
    await publish('0.2.0');
    alter(`${LIST}.sig`, () => Buffer.from('AAAA'));
    expect(await attempt()).toEqual(refused);
  });

  test('when there is no signature', async () => {
    await publish('0.2.0');
    alter(`${LIST}.sig`, () => null);
    await expect(updater('0.1.0').find()).rejects.toThrow(/404/);
  });

  test('when the file is not the one that the list names', async () => {
    await publish('0.2.0');
    alter(FEED_FILE('0.2.0'), flip(12));
    const covey = updater('0.1.0');
    expect(await covey.find()).toBe('0.2.0');
    await expect(covey.download()).rejects.toThrow(/sha512 checksum mismatch/);
    expect(covey.install()).toBe(false);
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
  });

  test('when what was fetched is gone before it is put in place', async () => {
    await publish('0.2.0');
    const covey = updater('0.1.0');
    await covey.find();
    await covey.download();
    await rm(join(state.loopback.folder, 'cache'), { recursive: true });
    expect(covey.install()).toBe(false);
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
  });

  test('when what was fetched was changed before it is put in place', async () => {
    await publish('0.2.0');
    const covey = updater('0.1.0');
    await covey.find();
    await covey.download();
    const cache = join(state.loopback.folder, 'cache');
    const paths = await readdir(cache, { recursive: true });
    const path = join(
      cache,
      paths.find((each) => each.endsWith('.AppImage'))!,
    );
    await writeFile(path, flip(12)(await readFile(path)));
    expect(covey.install()).toBe(false);
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
  });

  test('when the list is older than one that was shown before, although it is signed and newer than this', async () => {
    await publish('0.3.0');
    expect(await updater('0.1.0').find()).toBe('0.3.0');
    await publish('0.2.0');
    const old = expect.stringMatching(/offers 0\.2\.0, although 0\.3\.0 was offered before/) as string;
    expect(await attempt()).toEqual({ found: old, fetched: false, isAskedFor: false });
    await publish('0.3.0');
    expect(await updater('0.1.0').find()).toBe('0.3.0');
  });

  test('when it cannot be put in place: the old one is there as before', async () => {
    await publish('0.2.0');
    const covey = updater('0.1.0');
    await covey.find();
    await covey.download();
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere'; // electron-updater moves files with mv, after it has removed the old one
    try {
      expect(covey.install()).toBe(false);
    } finally {
      process.env['PATH'] = path;
    }
    expect(await readFile(state.appImage, 'utf8')).toBe('the old one');
    expect(await readdir(state.loopback.folder)).not.toContain('Covey.AppImage.before');
  });
});

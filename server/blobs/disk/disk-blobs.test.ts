// The disk engine against the suite, and what is true of its files: nothing half-written, leftovers swept, full disks survived.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeBlobContract, NOW } from '../blob-contract.ts';
import { sample, shaOf } from '../sample-parts.ts';
import { makeDiskBlobs, REFRESH_MS } from './disk-blobs.ts';

const makeDir = () => mkdtemp(join(tmpdir(), 'covey-blobs-'));
const files = async (dir: string) =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((it) => it.isFile())
    .map((it) => it.name);

describeBlobContract('the disk blob store', async () => {
  const dir = await makeDir();
  const clock = { now: NOW };
  return { blobs: makeDiskBlobs(dir, () => clock.now), clock, end: () => rm(dir, { recursive: true }) };
});

describe('the disk blob store', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await makeDir();
  });
  afterEach(() => rm(dir, { recursive: true }));

  test('[B11] constructing and asking make no folder', async () => {
    const blobs = makeDiskBlobs(join(dir, 'blobs'));
    expect(await blobs.has(shaOf(sample(1)))).toBe(false);
    expect(await blobs.collect(Date.now(), async (parts) => parts)).toBe(0);
    await blobs.sweep(Date.now());
    expect(await readdir(dir)).toEqual([]);
  });

  test('[B11] a part lies under the first two digits of its name, with its exact bytes, and nothing else does', async () => {
    const blobs = makeDiskBlobs(dir);
    const sha = shaOf(sample(1));
    await Promise.all([1, 2, 3].map(() => blobs.put(sha, sample(1))));
    expect(await files(dir)).toEqual([sha]);
    expect((await stat(join(dir, 'parts', sha.slice(0, 2), sha))).size).toBe(1000);
  });

  test('[B2] a refused put leaves no file at all', async () => {
    const blobs = makeDiskBlobs(dir);
    await expect(blobs.put(shaOf(sample(1)), sample(2))).rejects.toMatchObject({ code: 'hash-mismatch' });
    expect(await files(dir)).toEqual([]);
  });

  test('[B8] a part’s time is refreshed at most once an hour', async () => {
    const clock = { now: NOW };
    const blobs = makeDiskBlobs(dir, () => clock.now);
    const sha = shaOf(sample(1));
    await blobs.put(sha, sample(1));
    const time = async () => (await stat(join(dir, 'parts', sha.slice(0, 2), sha))).mtimeMs;
    clock.now += REFRESH_MS - 1;
    await blobs.read(sha, 0, 1);
    expect(await time()).toBe(NOW);
    clock.now += 1;
    await blobs.read(sha, 0, 1);
    expect(await time()).toBe(NOW + REFRESH_MS);
  });

  test('[B12] sweeping removes old leftovers of unfinished writes, and no young one and no part', async () => {
    const blobs = makeDiskBlobs(dir);
    const sha = shaOf(sample(1));
    await blobs.put(sha, sample(1));
    for (const [name, at] of [
      ['old', NOW],
      ['young', NOW + 10_000],
    ] as const) {
      await writeFile(join(dir, 'tmp', name), 'half');
      await utimes(join(dir, 'tmp', name), at / 1000, at / 1000);
    }
    await blobs.sweep(NOW + 5_000);
    expect((await files(dir)).toSorted()).toEqual([sha, 'young'].toSorted());
  });

  test('[B12] files that are no parts are neither offered for collection nor removed', async () => {
    await mkdir(join(dir, 'parts', 'zz'), { recursive: true });
    await writeFile(join(dir, 'parts', 'zz', 'notes.txt'), 'mine');
    await utimes(join(dir, 'parts', 'zz', 'notes.txt'), 1, 1);
    expect(await makeDiskBlobs(dir).collect(NOW, async (parts) => parts)).toBe(0);
    expect(await files(dir)).toEqual(['notes.txt']);
  });

  test('[B10] on a full file system a put is `disk-full`, leaves nothing behind, and works again once there is room', async (context) => {
    try {
      execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'ignore' });
    } catch {
      context.skip('file systems can only be mounted by root');
    }
    try {
      const blobs = makeDiskBlobs(dir);
      const large = sample(1, 2_000_000);
      await expect(blobs.put(shaOf(large), large)).rejects.toMatchObject({ code: 'disk-full' });
      expect(await files(dir)).toEqual([]);
      execFileSync('/usr/bin/mount', ['-o', 'remount,size=10m', dir]);
      await blobs.put(shaOf(large), large);
      expect(await blobs.size(shaOf(large))).toBe(large.length);
    } finally {
      execFileSync('/usr/bin/umount', [dir]);
    }
  });
});

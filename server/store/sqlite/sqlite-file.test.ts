// What is true of the SQLite file beyond the suite: versions, two starts at once, foreign locks, its size, and a disk that is really full.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claim, NOW, takeOver } from '../contract/claim.ts';
import { addJob, job, segment } from '../contract/samples.ts';
import type { Store } from '../store.ts';
import { databaseFile } from './database.ts';
import { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';

let dir: string;
let stores: Store[];
const connect = (at = dir, options: SqliteStoreOptions = {}): Store => {
  const store = openSqliteStore(at, options);
  stores.push(store);
  return store;
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'covey-store-'));
  stores = [];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await rm(dir, { recursive: true, force: true });
});

/** A connection from outside, as another program would have it. */
function outside<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(databaseFile(dir), { timeout: 5000 });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

describe('the SQLite file', () => {
  test('[S60] constructing a store makes neither file nor thread', async () => {
    await connect().close();
    await expect(stat(databaseFile(dir))).rejects.toThrow('ENOENT');
  });

  test('[S60] of several stores that start at once on nothing, one owns it and the others are told', async () => {
    const kinds = await Promise.all([1, 2, 3].map(async () => (await connect().open(claim())).kind));
    expect(kinds.toSorted()).toEqual(['busy', 'busy', 'opened']);
  });

  test('[S61] a file written by a newer Covey is refused and left as it is', async () => {
    const store = connect();
    await takeOver(store);
    await store.close();
    outside((db) => db.exec('PRAGMA user_version = 99'));
    await expect(connect().open(claim())).rejects.toMatchObject({ code: 'upgrade-required' });
    expect(outside((db) => db.prepare('SELECT epoch FROM coord').get())).toMatchObject({ epoch: 1 });
  });

  test('[S62] while another process is in the middle of a write, opening is refused with its owner’s name', async () => {
    await takeOver(connect(), { holder: 'A' });
    const other = new DatabaseSync(databaseFile(dir));
    try {
      other.exec('BEGIN IMMEDIATE');
      expect(await connect().open(claim({ force: true }))).toMatchObject({ kind: 'busy', holder: 'A' });
    } finally {
      other.close();
    }
  });

  test('[S64] a file that is no database is an error, and is left as it is', async () => {
    await writeFile(databaseFile(dir), 'these are notes, not a database'.repeat(100));
    await expect(connect().open(claim())).rejects.toThrow('not a database');
    expect(await readFile(databaseFile(dir), 'utf8')).toMatch(/^these are notes/);
  });

  test('[S64] a directory that cannot be made is an error, and the store still closes', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(connect(join(dir, 'file', 'data')).open(claim())).rejects.toThrow('ENOTDIR');
  });

  test('[S64] using a store that is not open is an error', async () => {
    const store = connect();
    await expect(store.listJobs()).rejects.toThrow('not open');
    await expect(store.commit([], NOW)).rejects.toThrow('not open');
  });

  test('[S63] ten million chunks take no more room than ten', async () => {
    const grown = async (count: number): Promise<number> => {
      const at = join(dir, `${count}`);
      const store = connect(at);
      await takeOver(store);
      await store.commit([addJob(1, { count, spanSize: 8192 })], NOW);
      await store.close();
      return (await stat(databaseFile(at))).size;
    };
    expect(await grown(10_000_000)).toBe(await grown(10));
  });

  test('[S12] a file system without room is `disk-full`; the store goes on when there is room again', async (context) => {
    const at = join(dir, 'small');
    try {
      execFileSync('mkdir', [at]);
      execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', at], { stdio: 'ignore' });
    } catch {
      context.skip('file systems can only be mounted by root');
    }
    const store = connect(at);
    try {
      await takeOver(store);
      await store.commit([addJob(1, { count: 10_000 })], NOW);
      const fill = async () => {
        for (let index = 0; index < 100; index++)
          await store.commit([segment(1, [{ index, bytes: new Uint8Array(60_000) }])], NOW);
      };
      await expect(fill()).rejects.toMatchObject({ code: 'disk-full' });
      execFileSync('/usr/bin/mount', ['-o', 'remount,size=50m', at]);
      expect(await store.commit([segment(1, [{ index: 5000 }])], NOW)).toBe('committed');
      expect(await store.readResult(job(1), 5000, 0)).not.toBeNull();
    } finally {
      await store.close();
      execFileSync('/usr/bin/umount', [at]);
    }
  });
});

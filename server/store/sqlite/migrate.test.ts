// A data directory of version 1 with rows, opened by this program. The rows are written as version 1 wrote them, by its own tables.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOW, takeOver } from '../contract/claim.ts';
import { auditRow, member, sessionRow } from '../contract/people-samples.ts';
import { job, sha } from '../contract/samples.ts';
import { databaseFile, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { migrations } from './schema.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { newestOfSwarm } from './tables/audit.ts';

const id = (prefix: string, n: number) => `${prefix}_${String(n).padStart(32, '0')}`;

const rowsOfVersion1 = `
INSERT INTO coord VALUES (1, 6, 0, 'port 8787, pid 1');
INSERT INTO meta VALUES (1, '${id('srv', 1)}', 3, 5);
INSERT INTO swarm VALUES (1, '${id('swm', 1)}', 'Zuhause', 'paused', 0.5);
INSERT INTO job VALUES (2, '${id('job', 2)}', 1, 'a job', 'hash', '${sha(9)}', 'trust', 1.0, 0, 'queued', '', 1, 100, 64, 100.0, 0, 0, 7, NULL, NULL, '{"a":1}', '[]');
INSERT INTO job_payload VALUES (2, x'', x'01', x'7b7d');
INSERT INTO free VALUES (2, 64, 1);
INSERT INTO span VALUES (1, 2, 0, 0, 64, zeroblob(8), zeroblob(8));
INSERT INTO exception VALUES (2, 3, 1, 0, 0, '[1]', '[1]', 'threw', 'x');
INSERT INTO share VALUES (2, 1, 4, 1.5);
INSERT INTO blob_ref VALUES (x'${sha(9)}', 2, 'script');
INSERT INTO device VALUES (1, '${id('dev', 1)}', 1, 'Küche', 'AAEC', 'p256', 1, 1.0, NULL, 3, 4, 1.5, 5, 6,
  '{"kind":"phone","runtime":"browser","os":"Android","cores":8,"memoryGiB":null,"gpu":false,"benchmark":1}');
INSERT INTO device VALUES (4, '${id('dev', 4)}', 1, 'Bad', 'AAED', 'ed25519', 0, 0.25, 'lied', 0, 0, 0.0, 5, 6,
  '{"kind":"server","runtime":"node","os":"Linux","cores":8,"memoryGiB":8,"gpu":false,"benchmark":1}');
INSERT INTO invite VALUES ('${id('inv', 1)}', 1, '${sha(1)}', '${sha(2)}', 40, 39, 10, 9999999999999, 0);
INSERT INTO session VALUES ('${sha(3)}', 1, 11, 12);
`;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'covey-migrate-'));
  outside((db) =>
    db.exec(`PRAGMA journal_mode = WAL; ${migrations[0]}; PRAGMA user_version = 1; ${rowsOfVersion1}`),
  );
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function outside<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(databaseFile(dir));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const versionAndTables = () =>
  outside((db) => [
    db.prepare('PRAGMA user_version').get(),
    db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all(),
  ]);

test('[S65] a file of version 1 keeps its jobs, devices and invites; its sessions end', async () => {
  const store = openSqliteStore(dir);
  try {
    const opened = await takeOver(store);
    expect(opened).toMatchObject({ serverId: id('srv', 1), nextJob: 3, nextDevice: 5 });
    expect(opened.restored).toMatchObject({
      epoch: 7,
      swarms: [
        { number: 1, id: id('swm', 1), name: 'Zuhause', state: 'paused', throttle: 0.5, knocking: true },
      ],
      jobs: [
        {
          number: 2,
          name: 'a job',
          params: { a: 1 },
          stops: false,
          stoppedAt: null,
          origin: null,
          parent: null,
          root: null,
          round: 1,
          rounds: null,
        },
      ],
      spans: [{ job: 2, first: 0, count: 64 }],
      free: [{ job: 2, low: 64 }],
      exceptions: [{ job: 2, index: 3, threwOn: [1], votes: [] }],
      shares: [{ job: 2, device: 1, chunks: 4, trusted: 0, cpuSeconds: 1.5 }],
      devices: [
        {
          number: 1,
          name: 'Küche',
          enabled: true,
          approved: true,
          quarantine: null,
          capabilities: { kind: 'phone' },
        },
        { number: 4, name: 'Bad', enabled: false, approved: true, quarantine: 'lied', throttle: 0.25 },
      ],
    });
    expect(opened.invites).toEqual([
      {
        id: id('inv', 1),
        swarm: 1,
        codeHash: sha(1),
        tokenHash: sha(2),
        uses: 40,
        usesLeft: 39,
        createdAt: 10,
        expiresAt: 9999999999999,
        revoked: false,
        approve: false,
      },
    ]);
    expect(opened.sessions).toEqual([]);
    expect([...opened.persons, ...opened.memberships, ...opened.tokens, ...opened.bans]).toEqual([]);
  } finally {
    await store.close();
  }
});

test('[S65] a migrated file takes everything that a new one takes, and is opened again as it is', async () => {
  const first = openSqliteStore(dir);
  await takeOver(first);
  const tick = [
    ...member(1),
    { type: 'sessionChanged' as const, row: sessionRow(1) },
    { type: 'audited' as const, row: auditRow() },
    { type: 'jobRemoved' as const, job: job(2) },
  ];
  expect(await first.commit(tick, NOW)).toBe('committed');
  await first.close();
  const migrated = versionAndTables();

  const again = openSqliteStore(dir);
  const opened = await takeOver(again);
  expect(opened.sessions).toEqual([sessionRow(1)]);
  expect(opened.restored.jobs).toEqual([]);
  expect(await again.readAudit({ swarms: [1], limit: 9 })).toEqual([{ ...auditRow(), id: 1 }]);
  await again.close();
  expect(versionAndTables()).toEqual(migrated);
});

test('[S65] a migrated file and a new one have the same tables', async () => {
  const tables = async (at: string) => {
    const store = openSqliteStore(at);
    await takeOver(store);
    await store.close();
    const db = new DatabaseSync(databaseFile(at));
    const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
    db.close();
    return rows;
  };
  const fresh = await mkdtemp(join(tmpdir(), 'covey-fresh-'));
  try {
    expect(await tables(dir)).toEqual(await tables(fresh));
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
});

test('[S65] a step that fails leaves the file of version 1 as it is', () => {
  outside((db) => db.exec('CREATE TABLE audit (in_the_way INTEGER)'));
  const before = versionAndTables();
  const db = openDatabase(dir, { synchronous: 'FULL', maxBytes: null, readOnly: false });
  try {
    expect(() => db.write(() => migrate(db, 1))).toThrow('audit already exists');
  } finally {
    db.close();
  }
  expect(versionAndTables()).toEqual(before);
  expect(outside((file) => file.prepare('SELECT count(*) AS n FROM session').get())).toEqual({ n: 1 });
});

test('[S53] a page of one swarm is read along its index, not through the whole log', () => {
  const db = openDatabase(dir, { synchronous: 'FULL', maxBytes: null, readOnly: false });
  try {
    db.write(() => migrate(db, 1));
    const plan = db
      .sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${newestOfSwarm}`)
      .all(1, 5, null, null, null, null)
      .map((row) => row.detail)
      .filter((step) => step.includes('audit'));
    expect(plan).toEqual(['SEARCH audit USING INDEX audit_swarm (swarm=? AND id<?)']);
  } finally {
    db.close();
  }
});

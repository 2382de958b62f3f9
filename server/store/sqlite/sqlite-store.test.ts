// The SQLite engine, threads and all, against the suite.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStoreContract, trackStores } from '../store-contract.ts';
import { openSqliteStore } from './sqlite-store.ts';

describeStoreContract('the SQLite store', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'covey-store-'));
  return trackStores(
    (options) => openSqliteStore(dir, options ?? {}),
    () => rm(dir, { recursive: true, force: true }),
  );
});

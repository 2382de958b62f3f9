// Brings the tables up to this program's version. Runs inside the transaction that takes ownership, so that of two programs
// starting at once one makes the tables and the other finds them made.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Database } from './database.ts';
import { migrations } from './schema.ts';

export function schemaVersion(db: Database): number {
  return db.sql<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}

/** @throws CoveyError `upgrade-required` when a newer program has been here. Changes nothing. */
export function refuseNewer(version: number): void {
  if (version <= migrations.length) return;
  throw new CoveyError(
    'upgrade-required',
    `the data directory has schema version ${version}, written by a newer Covey; this one knows ${migrations.length}`,
  );
}

/** Applies every step above `version`, in order. Call inside a writing transaction. */
export function migrate(db: Database, version: number): void {
  for (const [i, step] of migrations.entries()) {
    if (i < version) continue;
    db.exec(step);
    db.exec(`PRAGMA user_version = ${i + 1}`);
  }
}

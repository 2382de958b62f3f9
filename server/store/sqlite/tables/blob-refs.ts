// Which parts are needed, by whom and for what. Rows are written in the transaction of their user; nothing is counted, so nothing drifts.
import type { Sha256 } from '../../../../shared/contract/ids.ts';
import type { Database } from '../database.ts';
import { fromHex } from './encoding.ts';

export type RefKind = 'script' | 'input' | 'result' | 'output';

export function makeBlobRefs(db: Database) {
  const add = (job: number, kind: RefKind, parts: readonly Sha256[]): void => {
    const insert = db.sql('INSERT INTO blob_ref (sha, job, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    for (const sha of parts) insert.run(fromHex(sha), job, kind);
  };
  return {
    add,
    replace(job: number, kind: RefKind, parts: readonly Sha256[]): void {
      db.sql('DELETE FROM blob_ref WHERE job = ? AND kind = ?').run(job, kind);
      add(job, kind, parts);
    },
    unreferenced(parts: readonly Sha256[]): Sha256[] {
      const find = db.sql<{ found: 1 }>('SELECT 1 AS found FROM blob_ref WHERE sha = ? LIMIT 1');
      return parts.filter((sha) => find.get(fromHex(sha)) === undefined);
    },
  };
}
export type BlobRefs = ReturnType<typeof makeBlobRefs>;

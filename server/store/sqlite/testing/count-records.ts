// Counts every record in a store's file, valid or not, past all interfaces: what tests hold against the bits.
import { openDatabase } from '../database.ts';

export function countRecords(dir: string): number {
  const db = openDatabase(dir, { synchronous: 'FULL', maxBytes: null, readOnly: true });
  try {
    return (
      db.sql<{ records: number }>('SELECT coalesce(sum(count), 0) AS records FROM segment').get()?.records ??
      0
    );
  } finally {
    db.close();
  }
}

// Counts the rows of every table there is, past all interfaces: what tests hold against what should not have changed.
import { openDatabase } from '../database.ts';

export function countRows(dir: string): Record<string, number> {
  const db = openDatabase(dir, { synchronous: 'FULL', maxBytes: null, readOnly: true });
  try {
    const tables = db
      .sql<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [
        name,
        db.sql<{ n: number }>(`SELECT count(*) AS n FROM "${name}"`).get()?.n ?? 0,
      ]),
    );
  } finally {
    db.close();
  }
}

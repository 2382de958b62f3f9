// The number and generation of a job, past all interfaces: what a test says that speaks of a job it was never given a lease of.
import { openDatabase } from '../database.ts';

export function findJob(dir: string, id: string): { job: number; generation: number } {
  const db = openDatabase(dir, { synchronous: 'FULL', maxBytes: null, readOnly: true });
  try {
    const found = db
      .sql<{ job: number; generation: number }>('SELECT number AS job, generation FROM job WHERE id = ?')
      .get(id);
    if (!found) throw new Error(`there is no job ${id} in ${dir}`);
    return found;
  } finally {
    db.close();
  }
}

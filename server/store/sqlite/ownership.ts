// Who may write. One row: the epoch of the present owner, and until when its silence is forgiven. Renewing the deadline *under the
// epoch* is the first statement of every writing transaction; no row updated means that somebody took over, however long ago.
import type { Database } from './database.ts';
import type { Claim } from '../store.ts';

export interface Owner {
  epoch: number;
  holder: string;
  deadline: number;
}

export function makeOwnership(db: Database) {
  return {
    present: (): Owner | undefined => db.sql<Owner>('SELECT epoch, holder, deadline FROM coord').get(),
    /** Call inside a writing transaction. @returns the new epoch. */
    take(claim: Claim): number {
      const sql = `INSERT INTO coord (id, epoch, deadline, holder) VALUES (1, 1, ?, ?)
        ON CONFLICT DO UPDATE SET epoch = epoch + 1, deadline = excluded.deadline, holder = excluded.holder RETURNING epoch`;
      const row = db.sql<{ epoch: number }>(sql).get(claim.now + claim.termMs, claim.holder);
      if (!row) throw new Error('the ownership row could not be written');
      return row.epoch;
    },
    /** The fence. False: this epoch is over. */
    renew: (epoch: number, deadline: number): boolean =>
      db.sql('UPDATE coord SET deadline = ? WHERE epoch = ?').run(deadline, epoch).changes === 1,
  };
}

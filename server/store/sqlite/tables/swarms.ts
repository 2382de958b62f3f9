// The swarms of this database and its own identity. The first swarm and the server id are made once, when there are none.
import { makeId } from '../../../../shared/contract/ids.ts';
import type { SwarmRow } from '../../../scheduler/rows.ts';
import type { Database } from '../database.ts';
import { named } from './encoding.ts';

export interface Identity {
  serverId: string;
  nextJob: number;
  nextDevice: number;
}

const columns = {
  number: 'number',
  id: 'id',
  name: 'name',
  state: 'state',
  throttle: 'throttle',
  knocking: 'knocking',
} as const satisfies Record<keyof SwarmRow, string>;
const { selected, inserted, assigned } = named(columns);

type Stored = Omit<SwarmRow, 'knocking'> & { knocking: number };

export function makeSwarms(db: Database) {
  const set = (row: SwarmRow): void => {
    const sql = `INSERT INTO swarm ${inserted} ON CONFLICT (number) DO UPDATE SET ${assigned}`;
    db.sql(sql).run({ ...row, knocking: row.knocking ? 1 : 0 });
  };
  return {
    set,
    list: (): SwarmRow[] =>
      db
        .sql<Stored>(`SELECT ${selected} FROM swarm ORDER BY number`)
        .all()
        .map((row) => ({ ...row, knocking: row.knocking === 1 })),
    makeFirst(random: (n: number) => Uint8Array): void {
      const sql = `INSERT INTO meta (id, server_id, next_job, next_device) VALUES (1, ?, 1, 1) ON CONFLICT DO NOTHING`;
      if (db.sql(sql).run(makeId('srv', random(16))).changes === 0) return;
      const id = makeId('swm', random(16));
      set({ number: 1, id, name: 'My swarm', state: 'running', throttle: 1, knocking: true });
    },
    identity(): Identity {
      const sql = 'SELECT server_id AS serverId, next_job AS nextJob, next_device AS nextDevice FROM meta';
      const row = db.sql<Identity>(sql).get();
      if (!row) throw new Error('the database has no identity');
      return { ...row };
    },
  };
}

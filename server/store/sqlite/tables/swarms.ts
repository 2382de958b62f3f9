// The swarms of this database and its own identity. The first swarm and the server id are made once, when there are none.
import { makeId } from '../../../../shared/contract/ids.ts';
import type { SwarmRow } from '../../../scheduler/rows.ts';
import type { Database } from '../database.ts';

export interface Identity {
  serverId: string;
  nextJob: number;
  nextDevice: number;
}

export function makeSwarms(db: Database) {
  const set = (row: SwarmRow): void => {
    const sql = `INSERT INTO swarm (number, id, name, state, throttle) VALUES (:number, :id, :name, :state, :throttle)
      ON CONFLICT (number) DO UPDATE SET id = excluded.id, name = excluded.name, state = excluded.state, throttle = excluded.throttle`;
    db.sql(sql).run({ ...row });
  };
  return {
    set,
    list: (): SwarmRow[] =>
      db
        .sql<SwarmRow>('SELECT number, id, name, state, throttle FROM swarm ORDER BY number')
        .all()
        .map((row) => ({ ...row })),
    makeFirst(random: (n: number) => Uint8Array): void {
      const sql = `INSERT INTO meta (id, server_id, next_job, next_device) VALUES (1, ?, 1, 1) ON CONFLICT DO NOTHING`;
      if (db.sql(sql).run(makeId('srv', random(16))).changes === 0) return;
      set({ number: 1, id: makeId('swm', random(16)), name: 'My swarm', state: 'running', throttle: 1 });
    },
    identity(): Identity {
      const sql = 'SELECT server_id AS serverId, next_job AS nextJob, next_device AS nextDevice FROM meta';
      const row = db.sql<Identity>(sql).get();
      if (!row) throw new Error('the database has no identity');
      return { ...row };
    },
  };
}

// The audit log: rows are added, read newest first, and pruned; none is ever changed.
import type { AuditRow } from '../../../scheduler/people-rows.ts';
import { CROWDING_ACTIONS, makeSearch, mostCrowding } from '../../match-audit.ts';
import type { AuditQuery, NumberedAuditRow } from '../../store.ts';
import type { Database } from '../database.ts';
import { named } from './encoding.ts';

const columns = {
  at: 'at',
  swarm: 'swarm',
  action: 'action',
  outcome: 'outcome',
  actor: 'actor',
  target: 'target',
  address: 'address',
  detail: 'detail',
} as const satisfies Record<keyof AuditRow, string>;
const { selected, inserted } = named(columns);

/** One swarm's rows along the index `audit_swarm`; `IS` also finds null. */
export const newestOfSwarm = `SELECT id, ${selected} FROM audit WHERE swarm IS ? AND id < ?
  AND (? IS NULL OR action IN (SELECT value FROM json_each(?))) AND (? IS NULL OR outcome = ?) ORDER BY id DESC`;

const crowding = `(outcome = 'refused' OR action IN (${CROWDING_ACTIONS.map((action) => `'${action}'`).join(', ')}))`;
/** Of the rows for which `which` is true all but the newest. */
const pruned = (which: string) =>
  `DELETE FROM audit WHERE ${which} AND id <= (SELECT id FROM audit WHERE ${which} ORDER BY id DESC LIMIT 1 OFFSET ?)`;

export function makeAudit(db: Database) {
  function ofSwarm(swarm: number | null, query: AuditQuery): NumberedAuditRow[] {
    const { before = Number.MAX_SAFE_INTEGER, limit } = query;
    const actions = query.actions ? JSON.stringify(query.actions) : null;
    const outcome = query.outcome ?? null;
    const matches = makeSearch(query.search);
    const found: NumberedAuditRow[] = [];
    if (limit < 1) return found;
    const rows = db
      .sql<NumberedAuditRow>(newestOfSwarm)
      .iterate(swarm, before, actions, actions, outcome, outcome);
    for (const row of rows) {
      if (matches(row) && found.push({ ...row }) >= limit) break;
    }
    return found;
  }
  return {
    add: (row: AuditRow): void => void db.sql(`INSERT INTO audit ${inserted}`).run({ ...row }),
    prune(keep: number): void {
      db.sql(pruned(crowding)).run(mostCrowding(keep));
      db.sql(pruned('TRUE')).run(keep);
    },
    list: (query: AuditQuery): NumberedAuditRow[] =>
      [...new Set(query.swarms)]
        .flatMap((swarm) => ofSwarm(swarm, query))
        .toSorted((a, b) => b.id - a.id)
        .slice(0, query.limit),
  };
}

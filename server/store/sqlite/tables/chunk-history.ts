// Rows that exist only where something is worth remembering: chunks that were rejected, failed or lost (exceptions), and what each
// device did for each job (shares).
import type { ExceptionRow, ShareRow } from '../../../scheduler/rows.ts';
import type { Database } from '../database.ts';

const fields = `job, idx AS "index", attempt, crashes, failed, threw_on AS threwOn, avoid, last_code AS lastCode, last_message AS lastMessage, votes`;

type Stored = Omit<ExceptionRow, 'threwOn' | 'avoid' | 'votes' | 'failed'> & {
  threwOn: string;
  avoid: string;
  votes: string;
  failed: number;
};

const decode = (row: Stored): ExceptionRow => ({
  ...row,
  threwOn: JSON.parse(row.threwOn) as ExceptionRow['threwOn'],
  avoid: JSON.parse(row.avoid) as ExceptionRow['avoid'],
  votes: JSON.parse(row.votes) as ExceptionRow['votes'],
  failed: row.failed === 1,
});

export function makeExceptions(db: Database) {
  return {
    set(row: ExceptionRow): void {
      const sql = `INSERT INTO exception (job, idx, attempt, crashes, failed, threw_on, avoid, last_code, last_message, votes)
        VALUES (:job, :index, :attempt, :crashes, :failed, :threwOn, :avoid, :lastCode, :lastMessage, :votes)
        ON CONFLICT DO UPDATE SET attempt = excluded.attempt, crashes = excluded.crashes, failed = excluded.failed,
          threw_on = excluded.threw_on, avoid = excluded.avoid, last_code = excluded.last_code, last_message = excluded.last_message,
          votes = excluded.votes`;
      const lists = {
        threwOn: JSON.stringify(row.threwOn),
        avoid: JSON.stringify(row.avoid),
        votes: JSON.stringify(row.votes),
      };
      db.sql(sql).run({ ...row, ...lists, failed: row.failed ? 1 : 0 });
    },
    list: (job: number, limit: number): ExceptionRow[] =>
      db
        .sql<Stored>(
          `SELECT ${fields} FROM exception WHERE job = ? ORDER BY failed DESC, last_code = '', idx LIMIT ?`,
        )
        .all(job, limit)
        .map(decode),
    listLive: (): ExceptionRow[] =>
      db
        .sql<Stored>(
          `SELECT ${fields} FROM exception WHERE job IN (SELECT number FROM job WHERE ended_at IS NULL) ORDER BY job, idx`,
        )
        .all()
        .map(decode),
    attempts(job: number, first: number, end: number): Map<number, number> {
      const sql = 'SELECT idx, attempt FROM exception WHERE job = ? AND idx >= ? AND idx < ? AND attempt > 0';
      const rows = db.sql<{ idx: number; attempt: number }>(sql).all(job, first, end);
      return new Map(rows.map((row) => [row.idx, row.attempt]));
    },
  };
}

export function makeShares(db: Database) {
  const shareFields = 'job, device, chunks, trusted, cpu_seconds AS cpuSeconds';
  return {
    set(row: ShareRow): void {
      const sql = `INSERT INTO share (job, device, chunks, trusted, cpu_seconds) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET chunks = excluded.chunks, trusted = excluded.trusted, cpu_seconds = excluded.cpu_seconds`;
      db.sql(sql).run(row.job, row.device, row.chunks, row.trusted, row.cpuSeconds);
    },
    list: (job: number): ShareRow[] =>
      db
        .sql<ShareRow>(`SELECT ${shareFields} FROM share WHERE job = ? ORDER BY device`)
        .all(job)
        .map((row) => ({ ...row })),
    listAll: (): ShareRow[] =>
      db
        .sql<ShareRow>(`SELECT ${shareFields} FROM share ORDER BY job, device`)
        .all()
        .map((row) => ({ ...row })),
  };
}

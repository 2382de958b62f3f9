// Spans: what is owned, one row and two bitmaps for thousands of chunks; and the one way in which a new one comes to be.
import type { SpanRow } from '../../../scheduler/rows.ts';
import type { Database } from '../database.ts';

const fields = 'job, no, first, count, recorded, accepted';
const LIVE = `job IN (SELECT number FROM job WHERE ended_at IS NULL)`;

interface Unclaimed {
  low: number;
  no: number;
  count: number;
}

export function makeSpans(db: Database) {
  return {
    /** Cuts the next span off what is unclaimed; null when nothing is, or the job has ended. Call inside a writing transaction. */
    claim(job: number): SpanRow | null {
      const sql = `SELECT low, next_no AS no, min(span_size, count - low) AS count FROM free JOIN job ON job.number = free.job
        WHERE free.job = ? AND low < count AND ended_at IS NULL`;
      const next = db.sql<Unclaimed>(sql).get(job);
      if (!next) return null;
      db.sql('UPDATE free SET low = low + ?, next_no = next_no + 1 WHERE job = ?').run(next.count, job);
      const insert = `INSERT INTO span (job, no, first, count, recorded, accepted)
        VALUES (?1, ?2, ?3, ?4, zeroblob((?4 + 7) / 8), zeroblob((?4 + 7) / 8)) RETURNING ${fields}`;
      const row = db.sql<SpanRow>(insert).get(job, next.no, next.low, next.count);
      return row ? { ...row } : null;
    },
    change(row: SpanRow): void {
      const sql =
        'UPDATE span SET recorded = ?, accepted = ? WHERE job = ? AND first = ? AND no = ? AND count = ?';
      const { changes } = db.sql(sql).run(row.recorded, row.accepted, row.job, row.first, row.no, row.count);
      if (changes !== 1)
        throw new Error(`span ${row.no} of job ${row.job} at chunk ${row.first} was never claimed`);
    },
    list: (job: number): SpanRow[] =>
      db
        .sql<SpanRow>(`SELECT ${fields} FROM span WHERE job = ? ORDER BY first`)
        .all(job)
        .map((row) => ({ ...row })),
    listLive: (): SpanRow[] =>
      db
        .sql<SpanRow>(`SELECT ${fields} FROM span WHERE ${LIVE} ORDER BY job, first`)
        .all()
        .map((row) => ({ ...row })),
    /** Those that overlap chunks [first, end). */
    iterate: (job: number, first: number, end: number): Iterable<SpanRow> =>
      db
        .sql<SpanRow>(
          `SELECT ${fields} FROM span WHERE job = ?1 AND first < ?3
             AND first >= coalesce((SELECT max(first) FROM span WHERE job = ?1 AND first <= ?2), ?2) ORDER BY first`,
        )
        .iterate(job, first, end),
  };
}

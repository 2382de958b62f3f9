// Segments: results packed as they came, one row per job and tick. Found again by the range they lie in, whose widths fall into nine
// levels: one index probe per level, and none needs to look further back than that level's width.
import type { Change } from '../../../scheduler/changes.ts';
import type { Database } from '../database.ts';

const LEVELS = 9;

/** Smallest k with width <= 16^k, where width counts chunks from low to high. */
function levelOf(low: number, high: number): number {
  let level = 0;
  for (let width = high - low + 1; width > 1; width /= 16) level++;
  return level;
}

export function makeSegments(db: Database) {
  return {
    add(change: Extract<Change, { type: 'segmentAdded' }>, epoch: number): void {
      const { job, low, high, count, body } = change;
      db.sql(
        'INSERT INTO segment (job, epoch, level, low, high, count, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ).run(job, epoch, levelOf(low, high), low, high, count, body);
    },
    /** Bodies of segments whose range overlaps chunks [first, end). */
    *overlapping(job: number, first: number, end: number): Iterable<Uint8Array> {
      const sql =
        'SELECT body FROM segment WHERE job = ? AND level = ? AND low > ? AND low < ? AND high >= ?';
      for (let level = 0; level < LEVELS; level++) {
        for (const row of db
          .sql<{ body: Uint8Array }>(sql)
          .iterate(job, level, first - 16 ** level, end, first))
          yield row.body;
      }
    },
  };
}

// Jobs: the row, what only reduce and download need (payload), where its unclaimed chunks begin (free), and its whole removal.
import type { JobNumber, Sha256 } from '../../../../shared/contract/ids.ts';
import type { JobPayload, JobRow } from '../../../scheduler/rows.ts';
import type { Database } from '../database.ts';
import type { BlobRefs } from './blob-refs.ts';
import { fromHex, listed, named, toHex } from './encoding.ts';

const columns = {
  number: 'number',
  id: 'id',
  swarm: 'swarm',
  name: 'name',
  kernel: 'kernel',
  script: 'script',
  verification: 'verification',
  checkShare: 'check_share',
  priority: 'priority',
  state: 'state',
  note: 'note',
  generation: 'generation',
  count: 'count',
  spanSize: 'span_size',
  totalCost: 'total_cost',
  inputBytes: 'input_bytes',
  inputFiles: 'input_files',
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  params: 'params',
  outputs: 'outputs',
  stops: 'stops',
  stoppedAt: 'stopped_at',
  origin: 'origin',
  parent: 'parent',
  root: 'root',
  round: 'round',
  rounds: 'rounds',
} as const satisfies Record<keyof JobRow, string>;
const { selected, inserted, assigned } = named(columns);

type Stored = Omit<JobRow, 'params' | 'outputs' | 'stops'> & {
  params: string;
  outputs: string;
  stops: number;
};

const encode = (row: JobRow): Stored => ({
  ...row,
  params: JSON.stringify(row.params),
  outputs: JSON.stringify(row.outputs),
  stops: row.stops ? 1 : 0,
});
const decode = (stored: Stored): JobRow => ({
  ...stored,
  params: JSON.parse(stored.params) as JobRow['params'],
  outputs: JSON.parse(stored.outputs) as JobRow['outputs'],
  stops: stored.stops === 1,
});

const outputParts = (row: JobRow): Sha256[] =>
  row.outputs.flatMap((file) => file.blob.parts.map((part) => part.sha));

/** In the order in which rows may go: what refers before what is referred to. */
const ownedTables = ['segment', 'span', 'exception', 'share', 'blob_ref', 'free', 'job_payload'] as const;

export function makeJobs(db: Database, refs: BlobRefs) {
  return {
    add(row: JobRow, payload: JobPayload): void {
      db.sql(`INSERT INTO job ${inserted}`).run({ ...encode(row) });
      db.sql('INSERT INTO job_payload (job, parts, job_index, input) VALUES (?, ?, ?, ?)').run(
        row.number,
        Buffer.concat(payload.inputParts.map(fromHex)),
        payload.index,
        payload.input,
      );
      db.sql('INSERT INTO free (job, low, next_no) VALUES (?, 0, 0)').run(row.number);
      db.sql('UPDATE meta SET next_job = max(next_job, ? + 1)').run(row.number);
      refs.add(row.number, 'script', [row.script]);
      refs.add(row.number, 'input', payload.inputParts);
      refs.add(row.number, 'output', outputParts(row));
    },
    change(row: JobRow): void {
      const before = db.sql<{ outputs: string }>('SELECT outputs FROM job WHERE number = ?').get(row.number);
      if (!before) throw new Error(`there is no job ${row.number} to change`);
      const stored = encode(row);
      db.sql(`UPDATE job SET ${assigned} WHERE number = :number`).run({ ...stored });
      if (before.outputs !== stored.outputs) refs.replace(row.number, 'output', outputParts(row));
    },
    index(number: number, index: Uint8Array): void {
      const { changes } = db.sql('UPDATE job_payload SET job_index = ? WHERE job = ?').run(index, number);
      if (changes === 0) throw new Error(`there is no job ${number} to index`);
    },
    remove(number: number): void {
      for (const table of ownedTables) db.sql(`DELETE FROM ${table} WHERE job = ?`).run(number);
      db.sql('DELETE FROM job WHERE number = ?').run(number);
    },
    list: (): JobRow[] => db.sql<Stored>(`SELECT ${selected} FROM job ORDER BY number`).all().map(decode),
    listFree: (): { job: JobNumber; low: number }[] =>
      db
        .sql<{ job: JobNumber; low: number }>('SELECT job, low FROM free ORDER BY job')
        .all()
        .map((row) => ({ ...row })),
    payload(job: number): JobPayload | null {
      const sql = 'SELECT parts, job_index AS "index", input FROM job_payload WHERE job = ?';
      const row = db.sql<{ parts: Uint8Array; index: Uint8Array; input: Uint8Array }>(sql).get(job);
      return row ? { input: row.input, index: row.index, inputParts: listed(row.parts).map(toHex) } : null;
    },
  };
}

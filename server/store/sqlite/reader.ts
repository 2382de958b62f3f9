// The half of the engine that reads what was committed, synchronous, on a connection of its own: a long read holds no commit up.
import type { ChunkRange } from '../../../shared/contract/chunk.ts';
import type { DeviceNumber, JobNumber, Sha256 } from '../../../shared/contract/ids.ts';
import { findTouchedChunks } from '../results/find-touched.ts';
import { readPage, readRecord, type ResultsWanted } from '../results/read-results.ts';
import type { ResultSource } from '../results/result-source.ts';
import type { AuditQuery } from '../store.ts';
import { openDatabase } from './database.ts';
import { makeTables, type Tables } from './tables/tables.ts';

function resultSource(tables: Tables, job: JobNumber): ResultSource {
  return {
    spans: (first, end) => tables.spans.iterate(job, first, end),
    attempts: (first, end) => tables.exceptions.attempts(job, first, end),
    segments: (first, end) => tables.segments.overlapping(job, first, end),
  };
}

/** Opens the file at once; it must have been opened by a writer before. */
export function makeReader(dir: string) {
  const db = openDatabase(dir, { synchronous: 'FULL', maxBytes: null, readOnly: true });
  const tables = makeTables(db);
  const of = (job: JobNumber) => resultSource(tables, job);
  return {
    readResult: (job: JobNumber, index: number, attempt: number) =>
      db.read(() => readRecord(of(job), index, attempt)),
    readResults: (job: JobNumber, range: ChunkRange, maxBytes: number, which?: ResultsWanted) =>
      db.read(() => readPage(of(job), range, maxBytes, which)),
    findTouched: (job: JobNumber, device: DeviceNumber) => db.read(() => findTouchedChunks(of(job), device)),
    readPayload: (job: JobNumber) => tables.jobs.payload(job),
    listExceptions: (job: JobNumber, limit: number) => tables.exceptions.list(job, limit),
    listSpans: (job: JobNumber) => tables.spans.list(job),
    listShares: (job: JobNumber) => tables.shares.list(job),
    listJobs: () => tables.jobs.list(),
    unreferenced: (parts: readonly Sha256[]) => db.read(() => tables.blobRefs.unreferenced(parts)),
    readAudit: (query: AuditQuery) => db.read(() => tables.audit.list(query)),
    close: () => db.close(),
  };
}
export type Reader = ReturnType<typeof makeReader>;

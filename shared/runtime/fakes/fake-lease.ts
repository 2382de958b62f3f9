// A lease for tests, of a job and chunks that nobody has to exist for.
import type { Lease } from '../../contract/chunk.ts';
import type { JobId, JobNumber, Sha256 } from '../../contract/ids.ts';

export const JOB = 7 as JobNumber;

export function fakeLease(first: number, count: number, change: Partial<Lease> = {}): Lease {
  return {
    leaseId: 100 + first,
    job: JOB,
    jobId: `job_${'0'.repeat(32)}` as JobId,
    jobName: 'films',
    generation: 1,
    kernel: 'test',
    script: 'a'.repeat(64) as Sha256,
    params: {},
    first,
    count,
    chunks: Array.from({ length: count }, () => ({ input: [] })),
    expectedSeconds: 1,
    termMs: 30_000,
    limitMs: 60_000,
    ...change,
  };
}

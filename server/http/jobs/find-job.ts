// The job that a request is about, and whether what is asked fits its state.
import type { Job, SwarmsState } from '../../scheduler/swarm-state.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';

/** @throws CoveyError `not-found`, also for a job of another swarm. */
export function findJob(state: SwarmsState, swarm: number, id: string): Job {
  for (const job of state.jobs.values()) if (job.row.id === id && job.row.swarm === swarm) return job;
  throw new CoveyError('not-found', `there is no job ${id}`);
}

/** @throws CoveyError `wrong-state` */
export function refuseUnless(job: Job, fits: boolean, what: string): void {
  if (!fits)
    throw new CoveyError('wrong-state', `the job ${job.row.name} is ${job.row.state}; it cannot be ${what}`);
}

// A job that is looked through until something is found: the first accepted result that its kernel calls the one ends it. What is accepted
// by then is all that counts and stays as it is; should that result turn out wrong, the search goes on [E9].
import { askRecorded } from './ask-verify.ts';
import { claimAhead } from './assign.ts';
import { isAccepted, isRecorded, letGo } from './chunk.ts';
import { dropLeases, settle } from './ending.ts';
import { offer } from './spans/span.ts';
import type { Job, Turn } from './swarm-state.ts';

/** After it was accepted. */
export function stopAt(turn: Turn, job: Job, index: number): void {
  job.row.stoppedAt = index;
  turn.state.tick.jobs.add(job);
  for (const lease of job.leases) letGo(turn, lease, lease.first, lease.end);
  dropLeases(turn, job);
  // Other verdicts change nothing any more, and would stand in front of reduce.
  turn.effects.push({ when: 'afterCommit', type: 'stopCompute', job: job.row.number });
  settle(turn, job);
}

/** After the result that ended it was taken back. */
export function searchOn(turn: Turn, job: Job): void {
  offer(turn.state, job);
  claimAhead(turn, job);
  askAgain(turn, job);
}

/** Results whose verdict did not matter while the job stood still. */
function askAgain(turn: Turn, job: Job): void {
  for (const span of job.spans)
    for (let index = span.first; index < span.first + span.count; index++)
      if (isRecorded(span, index) && !isAccepted(span, index)) askRecorded(turn, job, index);
}

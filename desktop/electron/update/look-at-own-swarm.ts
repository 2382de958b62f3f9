// Whether the swarm on this computer lets the app restart. What cannot be asked counts as busy: a job that is interrupted is not asked for again.
import type { SwarmHere } from '../../../shared/contract/desktop-view.ts';
import { ENDED_STATES, type JobView } from '../../../shared/contract/job.ts';

/** Null when it may; else why not, a sentence. `list` rejects, or gives null, where the coordinator does not answer. */
export async function whatHoldsUp(
  swarm: SwarmHere['state'],
  list: () => Promise<readonly JobView[] | null>,
): Promise<string | null> {
  if (swarm === 'stopped' || swarm === 'failed') return null;
  const jobs = swarm === 'running' ? await list().catch(() => null) : null;
  if (jobs === null)
    return 'The swarm on this computer does not say whether it computes something. Try again in a minute, or stop it first.';
  const underWay = jobs.filter(({ state }) => !ENDED_STATES.has(state) && state !== 'paused').length;
  if (underWay === 0) return null;
  const said = underWay === 1 ? 'A job is' : `${underWay} jobs are`;
  return `${said} under way in the swarm on this computer. Restart when that has ended, or pause it first.`;
}

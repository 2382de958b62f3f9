// Says when a job of the swarm on this computer has ended. Looks every few seconds, over loopback, with the owner's token that lies beside its data; what
// had ended before the first look is no news.
import { ENDED_STATES, type JobView } from '../../../shared/contract/job.ts';
import type { Clock } from '../../../shared/runtime/ports.ts';

const EVERY_MS = 5_000;

export interface JobNews {
  title: string;
  body: string;
}

/** Pure: the news of `now` for somebody who knew that `before` had ended. */
export function findNews(before: ReadonlySet<string>, now: readonly JobView[]): JobNews[] {
  return now.filter(({ id, state }) => ENDED_STATES.has(state) && !before.has(id)).flatMap(describe);
}

/** Whoever cancelled a job knows. */
function describe({ name, state, accepted, chunks, failed, note }: JobView): JobNews[] {
  if (state === 'failed')
    return [{ title: `“${name}” failed`, body: note || 'Open the dashboard to see why.' }];
  if (state !== 'done') return [];
  const missing = failed > 0 ? `; ${failed} could not be computed` : '';
  return [{ title: `“${name}” is done`, body: `${accepted} of ${chunks} chunks, all checked${missing}.` }];
}

/** `list` rejects while nobody answers: that is no news. Returns what ends it. */
export function watchJobs(
  list: () => Promise<JobView[]>,
  clock: Clock,
  tell: (news: JobNews) => void,
): () => void {
  let ended: ReadonlySet<string> | undefined;
  let isEnded = false;
  let cancel = () => {};
  const look = async () => {
    const jobs = await list().catch(() => null);
    if (isEnded) return;
    if (jobs) {
      for (const news of ended ? findNews(ended, jobs) : []) tell(news);
      ended = new Set(jobs.filter(({ state }) => ENDED_STATES.has(state)).map(({ id }) => id));
    }
    cancel = clock.after(EVERY_MS, () => void look());
  };
  void look();
  return () => {
    isEnded = true;
    cancel();
  };
}

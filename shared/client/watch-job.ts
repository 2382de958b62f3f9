// Follows a job by asking: often while it moves, less often while it does not. A coordinator that is being started again is
// waited for. (Screens watch over the socket instead.)
import { ENDED_STATES, type JobView } from '../contract/job.ts';
import type { JobId } from '../contract/ids.ts';
import type { Client } from './connect.ts';
import { waitFor } from './platform.ts';
import { mayTryAgain } from './send.ts';

const SOONEST_MS = 100;
const LATEST_MS = 1_000;
/** How long a coordinator that does not answer is waited for. */
const PATIENCE_MS = 120_000;

export interface WatchOptions {
  signal?: AbortSignal;
  patienceMs?: number;
  /** Called once when the coordinator stops answering and once when it answers again. */
  onSilence?: (silent: boolean) => void;
}

/** Yields the job at first and whenever it has changed; ends after yielding it in an ended state. */
export async function* watchJob(
  client: Client,
  id: JobId,
  options: WatchOptions = {},
): AsyncGenerator<JobView, void> {
  const wait = client.platform.wait ?? waitFor;
  const { signal, patienceMs = PATIENCE_MS } = options;
  let shown = '';
  let pauseMs = SOONEST_MS;
  let silentMs = 0;
  for (;;) {
    let job: JobView | undefined;
    try {
      job = await client.call('job', { path: { id }, ...(signal ? { signal } : {}) });
    } catch (error) {
      if (signal?.aborted || !mayTryAgain(error) || silentMs >= patienceMs) throw error;
      if (silentMs === 0) options.onSilence?.(true);
      silentMs += pauseMs;
    }
    if (job) {
      if (silentMs > 0) options.onSilence?.(false);
      silentMs = 0;
      const now = JSON.stringify(job);
      pauseMs = now === shown ? Math.min(LATEST_MS, pauseMs * 1.5) : SOONEST_MS;
      if (now !== shown) yield job;
      shown = now;
      if (ENDED_STATES.has(job.state)) return;
    }
    await wait(pauseMs, signal);
  }
}

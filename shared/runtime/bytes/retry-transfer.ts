// Tries a transfer again while there is hope: without a connection it waits for one, with a connection it tries five times with
// growing pauses. What then fails, fails for good.
import type { Clock } from '../ports.ts';

export interface Connectivity {
  isConnected(): boolean;
  /** Calls back at the next change of the connection; returns a cancel. */
  onChange(callback: () => void): () => void;
}

const PAUSES_MS = [250, 500, 1000, 2000];

export async function retryTransfer<T>(
  attempt: () => Promise<T>,
  clock: Clock,
  connectivity: Connectivity,
  signal: AbortSignal,
): Promise<T> {
  for (let failed = 0; ;) {
    signal.throwIfAborted();
    if (!connectivity.isConnected()) {
      await waitFor((done) => connectivity.onChange(done), signal);
      continue;
    }
    try {
      return await attempt();
    } catch (error) {
      // What fails because the connection went away is tried again on the next one, however often.
      if (!connectivity.isConnected()) continue;
      const pause = PAUSES_MS[failed++];
      if (pause === undefined) throw error;
      await waitFor((done) => clock.after(pause, done), signal);
    }
  }
}

/** Resolves when called back; rejects when aborted. */
function waitFor(subscribe: (done: () => void) => () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = subscribe(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    function abort() {
      cancel();
      reject(signal.reason as Error);
    }
    signal.addEventListener('abort', abort, { once: true });
  });
}

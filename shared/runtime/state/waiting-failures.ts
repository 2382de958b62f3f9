// Failures that the coordinator has not acknowledged: each is reported once on a connection [P19], and again on the next one. Pure state.
import type { ChunkFailure } from '../../contract/chunk.ts';
import type { JobNumber } from '../../contract/ids.ts';

export function createWaitingFailures() {
  const failures = new Map<number, { failure: ChunkFailure; sent: boolean }>();
  let lastKey = 0;

  return {
    count: () => failures.size,
    add(failure: ChunkFailure) {
      failures.set(++lastKey, {
        failure: { ...failure, message: failure.message.slice(0, 2000) },
        sent: false,
      });
    },
    /** Marks as sent, and returns, what was not said on this connection. */
    send(): { key: number; failure: ChunkFailure }[] {
      const fresh: { key: number; failure: ChunkFailure }[] = [];
      for (const [key, entry] of failures) {
        if (entry.sent) continue;
        entry.sent = true;
        fresh.push({ key, failure: entry.failure });
      }
      return fresh;
    },
    answered(key: number, wasAnswered: boolean) {
      const entry = failures.get(key);
      if (entry && !wasAnswered) entry.sent = false;
      else failures.delete(key);
    },
    disconnected() {
      for (const entry of failures.values()) entry.sent = false;
    },
    drop(job: JobNumber, generation: number) {
      for (const [key, { failure }] of failures)
        if (failure.job === job && failure.generation <= generation) failures.delete(key);
    },
  };
}

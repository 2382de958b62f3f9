// Batches in the outbox that were not acknowledged: which to send next, at most 1 MiB at a time, oldest first, and when
// to try again what the coordinator could not take [P13] [P14]. Pure state.
import { MAX_UNACKNOWLEDGED_BYTES } from '../../contract/device-messages.ts';
import type { JobNumber } from '../../contract/ids.ts';

export interface WaitingBatch {
  id: number;
  job: JobNumber;
  generation: number;
  count: number;
  bytes: number;
}

interface Entry extends WaitingBatch {
  sent: boolean;
  refusals: number;
  notBefore: number;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

export function createWaitingBatches() {
  /** In order of id, since ids ascend and entries are only added at the end. */
  const entries = new Map<number, Entry>();
  let records = 0;
  let bytesInFlight = 0;
  /** Whether a look for something to send can be left out. */
  let unsent = 0;

  function markUnsent(entry: Entry) {
    if (!entry.sent) return;
    entry.sent = false;
    unsent++;
    bytesInFlight -= entry.bytes;
  }

  return {
    records: () => records,
    get: (id: number): WaitingBatch | undefined => entries.get(id),
    add(batch: WaitingBatch) {
      entries.set(batch.id, { ...batch, sent: false, refusals: 0, notBefore: 0 });
      records += batch.count;
      unsent++;
    },
    /** Marks as sent, and returns, what may go out now. */
    send(now: number): number[] {
      const ids: number[] = [];
      if (unsent === 0) return ids;
      for (const entry of entries.values()) {
        if (entry.sent || entry.notBefore > now) continue;
        if (bytesInFlight > 0 && bytesInFlight + entry.bytes > MAX_UNACKNOWLEDGED_BYTES) break;
        entry.sent = true;
        unsent--;
        bytesInFlight += entry.bytes;
        ids.push(entry.id);
      }
      return ids;
    },
    remove(id: number) {
      const entry = entries.get(id);
      if (!entry) return;
      if (entry.sent) bytesInFlight -= entry.bytes;
      else unsent--;
      records -= entry.count;
      entries.delete(id);
    },
    /** Sent again as soon as possible. */
    unanswered(id: number) {
      const entry = entries.get(id);
      if (entry) markUnsent(entry);
    },
    /** Sent again later. Returns how often it was refused so far, and in how many ms it is tried again. */
    refused(id: number, now: number): { refusals: number; retryMs: number } {
      const entry = entries.get(id);
      if (!entry) return { refusals: 0, retryMs: 0 };
      markUnsent(entry);
      const retryMs = Math.min(FIRST_RETRY_MS * 2 ** entry.refusals, LONGEST_RETRY_MS);
      entry.refusals++;
      entry.notBefore = now + retryMs;
      return { refusals: entry.refusals, retryMs };
    },
    /** The connection is gone: everything goes out again on the next one. */
    disconnected() {
      for (const entry of entries.values()) {
        markUnsent(entry);
        entry.notBefore = 0;
      }
    },
    /** Ids of the job's batches up to this generation, removed. */
    drop(job: JobNumber, generation: number): number[] {
      const gone = [...entries.values()]
        .filter((entry) => entry.job === job && entry.generation <= generation)
        .map((entry) => entry.id);
      for (const id of gone) this.remove(id);
      return gone;
    },
  };
}

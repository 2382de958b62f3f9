// What this device made and the coordinator has not acknowledged: results that are not in the outbox yet, batches, failures. It says what to
// send when, and what follows from each answer. Whether there is a connection, and what was dropped, is contribution.ts's to know.
import type { ChunkFailure } from '../../contract/chunk.ts';
import type { BatchReply } from '../../contract/device-messages.ts';
import { errorKinds, type WireError } from '../../contract/errors.ts';
import type { JobNumber } from '../../contract/ids.ts';
import type { Command } from '../contribution-messages.ts';
import { createWaitingBatches, type WaitingBatch } from './waiting-batches.ts';
import { createWaitingFailures } from './waiting-failures.ts';

/** A batch whose parts the coordinator does not have is given up after so many attempts; nobody has the parts any more. */
const PART_MISSING_LIMIT = 3;

export function createDelivery(command: (command: Command) => void) {
  const batches = createWaitingBatches();
  const failures = createWaitingFailures();
  /** Results that are not in the outbox yet, by job. */
  const collected = new Map<JobNumber, number>();

  const collectedResults = () => Array.from(collected.values()).reduce((sum, count) => sum + count, 0);

  function removeBatches(ids: number[]) {
    for (const id of ids) batches.remove(id);
    command({ type: 'removeBatches', ids });
  }

  function refused(id: number, error: WireError, indices: readonly number[], now: number) {
    const batch = batches.get(id);
    if (!batch) return;
    const { refusals, retryMs } = batches.refused(id, now);
    if (errorKinds[error.code].retry && !(error.code === 'part-missing' && refusals >= PART_MISSING_LIMIT))
      return command({ type: 'wakeAfter', ms: retryMs });
    removeBatches([id]);
    const { job, generation, count } = batch;
    command({
      type: 'note',
      text: `The coordinator refused ${count} results: ${error.message}`,
      tone: 'warning',
    });
    // It must not wait for them for ever: the chunks count as failed here and are computed elsewhere.
    const message = `the result was refused: ${error.message}`;
    for (const index of indices) failures.add({ job, generation, index, code: 'thread-died', message });
  }

  return {
    collected(job: JobNumber, count: number) {
      collected.set(job, (collected.get(job) ?? 0) + count);
    },
    failed: (failure: ChunkFailure) => failures.add(failure),
    /** They are in the outbox now. A void batch is one of a job that was dropped meanwhile. */
    stored(batch: WaitingBatch, isVoid: boolean) {
      const left = (collected.get(batch.job) ?? 0) - batch.count;
      if (left > 0) collected.set(batch.job, left);
      else collected.delete(batch.job);
      if (isVoid) removeBatches([batch.id]);
      else batches.add(batch);
    },
    /** Everything that may go out now. */
    send(now: number) {
      for (const id of batches.send(now)) command({ type: 'sendBatch', id });
      for (const { key, failure } of failures.send()) command({ type: 'sendFailed', key, failure });
    },
    batchAnswered(id: number, reply: BatchReply, indices: readonly number[], now: number) {
      if (reply.status === 'refused') refused(id, reply.error, indices, now);
      else removeBatches([id]);
    },
    batchUnanswered: (id: number) => batches.unanswered(id),
    failureAnswered: (key: number, wasAnswered: boolean) => failures.answered(key, wasAnswered),
    /** Everything goes out again on the next connection. */
    disconnected() {
      batches.disconnected();
      failures.disconnected();
    },
    drop(job: JobNumber, generation: number) {
      failures.drop(job, generation);
      collected.delete(job);
      const ids = batches.drop(job, generation);
      if (ids.length > 0) command({ type: 'removeBatches', ids });
    },
    hasCollected: () => collected.size > 0,
    /** Results, wherever they wait. */
    unacknowledged: () => batches.records() + collectedResults(),
    isDone: () => collected.size === 0 && batches.records() === 0 && failures.count() === 0,
  };
}

// The three built-in tasks of the coordinator: cut a job, judge a result, join the results. They run on threads, never on the loop.
import { createHash } from 'node:crypto';
import type { BlobStore } from '../blobs/blob-store.ts';
import { JobInput } from '../../shared/contract/job.ts';
import {
  DIGEST_BYTES,
  RECORD_BYTES,
  recordBytes,
  recordCpu,
  recordDevice,
  recordIndex,
  recordLength,
} from '../../shared/contract/result-batch.ts';
import type { ResultEntry, Verdict } from '../../shared/kernels/kernel.ts';
import { findKernel } from '../../shared/kernels/registry.ts';
import { makeOutputWriter } from './output-writer.ts';
import { resultReader, sliceReader } from '../part-readers.ts';
import { findNext } from './find-next.ts';
import { groupVotes } from './group-votes.ts';
import { openFiles, splitInput } from './split-input.ts';
import type { Look, Reduced, ReduceTask, SplitTask, VerifyTask } from './thread-messages.ts';

/** A page of packed records in ascending order. */
export interface ResultPage {
  records: Uint8Array;
  next: number | null;
}

export async function runSplit(task: SplitTask, blobs: BlobStore, signal: AbortSignal): Promise<Uint8Array> {
  const kernel = findKernel(task.kernel);
  return splitInput(kernel, kernel.params.parse(task.params), task.input, blobs, signal);
}

export async function runVerify(task: VerifyTask, blobs: BlobStore): Promise<Look> {
  const kernel = findKernel(task.kernel);
  const record = {
    bytes: task.record,
    view: new DataView(task.record.buffer, task.record.byteOffset, task.record.byteLength),
  };
  const digest = createHash('sha256').update(recordBytes(record, 0)).digest().subarray(0, DIGEST_BYTES);
  if (!digest.equals(task.record.subarray(18, 18 + DIGEST_BYTES)))
    return notStopping({ verdict: 'unproven', reason: 'its bytes and its digest differ' });
  const result = resultReader(blobs, record, 0);
  if (!result) return notStopping({ verdict: 'rejected', reason: 'its reference cannot be read' });
  const params = kernel.params.parse(task.params);
  const verify = async () => {
    const input = sliceReader(blobs, task.spec?.input ?? []);
    return kernel.verify?.(params, task.spec, task.chunk, input, result.reader) ?? ACCEPTED;
  };
  // Verified first: what a result says of itself is worth nothing before.
  const judged = task.verifies === 'always' ? await verify() : ACCEPTED;
  if (judged.verdict !== 'accepted') return notStopping(judged);
  const { attempt, votes } = task;
  const groups = votes.length > 0 && {
    groups: await groupVotes(kernel, params, [...votes, { attempt, record: task.record }], blobs),
  };
  const stops = (await kernel.stop?.(params, task.chunk, result.reader)) ?? false;
  if (!stops || task.verifies !== 'if-it-stops')
    return { judged, isVerified: task.verifies === 'always', stops, ...groups };
  const proof = await verify();
  return proof.verdict === 'accepted' ? { judged: proof, isVerified: true, stops } : notStopping(proof);
}

const ACCEPTED: Verdict = { verdict: 'accepted' };
const notStopping = (judged: Verdict): Look => ({ judged, isVerified: true, stops: false });

export async function runReduce(
  task: ReduceTask,
  blobs: BlobStore,
  readPage: (from: number) => Promise<ResultPage>,
  signal: AbortSignal,
): Promise<Reduced> {
  const kernel = findKernel(task.kernel);
  const params = kernel.params.parse(task.params);
  const input = JobInput.parse(JSON.parse(new TextDecoder().decode(task.input)));
  const plan = kernel.openPlan(params, input, task.index);

  async function* results(): AsyncGenerator<ResultEntry> {
    for (let from: number | null = 0; from !== null;) {
      signal.throwIfAborted();
      const page: ResultPage = await readPage(from);
      const record = {
        bytes: page.records,
        view: new DataView(page.records.buffer, page.records.byteOffset, page.records.byteLength),
      };
      for (let at = 0; at < page.records.length; at += RECORD_BYTES + recordLength(record.view, at)) {
        const result = resultReader(blobs, record, at);
        if (!result) throw new Error(`the result of chunk ${recordIndex(record.view, at)} cannot be read`);
        const by = task.deviceNames.get(recordDevice(record.view, at)) ?? 'a forgotten device';
        const computed = { by, cpuMs: recordCpu(record.view, at) };
        yield { index: recordIndex(record.view, at), ...result, computed };
      }
      from = page.next;
    }
  }

  const outputs = await kernel.reduce({
    params,
    input,
    plan,
    files: openFiles(input, blobs, signal),
    results,
    failed: task.failed,
    stoppedAt: task.stoppedAt,
    create: (name) => makeOutputWriter(blobs, name),
    signal,
  });
  return { outputs, ...(await findNext(task, { kernel, params, input, outputs }, blobs, signal)) };
}

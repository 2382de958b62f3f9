// Carries out the scheduler's `cut`, `verify` and `reduce` effects on compute threads and brings the answers back as events; splits jobs
// at submission. What stops half-way (coordinator stopping, job cancelled) gives no event: a restart asks again.
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import type { ComputeOutbox } from '../outboxes.ts';
import { factsOf, type Plans } from '../plans.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { JobNumber, Sha256 } from '../../shared/contract/ids.ts';
import { JobInput } from '../../shared/contract/job.ts';
import { recordDevice } from '../../shared/contract/result-batch.ts';
import { draftJob } from '../draft-job.ts';
import type { Effect } from '../scheduler/effects.ts';
import type { NewJob } from '../scheduler/events.ts';
import type { JobRow } from '../scheduler/rows.ts';
import { findKernel } from '../../shared/kernels/registry.ts';
import { makeThreadPool } from './thread-pool.ts';
import { makeVerifyQueue } from './verify-queue.ts';
import type { Following, Look, VerifyTask, VotedRecord } from './thread-messages.ts';

const PAGE_BYTES = 4 * 1024 * 1024;
const FULL_DISK_RETRY_MS = 10_000;

export interface Compute extends ComputeOutbox {
  /** The kernel's `split`, on a thread. @throws CoveyError from the kernel */
  split(kernel: string, params: Record<string, unknown>, input: JobInput): Promise<Uint8Array>;
  /** The script of a job that runs its owner's own code, stored; `runner` is the kernel's built script. @throws CoveyError */
  compose(kernel: string, params: Record<string, unknown>, runner: Sha256): Promise<Sha256>;
  stop(): Promise<void>;
}

interface Parts {
  coordinator: () => Coordinator;
  plans: Plans;
  blobsDir: string;
  threads: number;
  log: Log;
}

export function makeCompute({ coordinator, plans, blobsDir, threads, log }: Parts): Compute {
  const pool = makeThreadPool(blobsDir, threads);
  const underWay = new Map<JobNumber, AbortController>();
  const all = new AbortController();
  const retries = new Set<NodeJS.Timeout>();

  function signalFor(job: JobNumber): AbortSignal {
    const abort = underWay.get(job) ?? new AbortController();
    underWay.set(job, abort);
    return AbortSignal.any([abort.signal, all.signal]);
  }

  const unproven = (reason: string): Look => ({
    judged: { verdict: 'unproven', reason },
    isVerified: false,
    stops: false,
  });

  /** A verifier that breaks proves nothing about the result. */
  async function judge(task: VerifyTask, job: JobNumber): Promise<Look> {
    try {
      return await pool.run(task, signalFor(job));
    } catch (error) {
      if (error instanceof CoveyError && error.code === 'stopping') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      log('warn', 'a result could not be judged', { job, chunk: task.chunk, reason });
      return unproven(`it could not be checked: ${reason}`);
    }
  }

  /** A store that cannot be read is no verdict on anything: the coordinator goes back to what is on disk and asks again. */
  async function fromStore<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      coordinator().recover(error);
      throw new CoveyError('stopping', 'the store could not be read', { cause: error });
    }
  }

  async function verify(effect: Extract<Effect, { type: 'verify' }>): Promise<void> {
    const { job, generation, index, attempt, verifies } = effect;
    const open = plans.open(job);
    const row = coordinator().scheduler.state.jobs.get(job)?.row;
    if (!open || !row) return;
    const record = await fromStore(coordinator().store.readResult(job, index, attempt));
    const spec = open.plan.describe(index);
    const { kernel, params } = row;
    const { judged, isVerified, stops, groups } = record
      ? await judge(
          {
            type: 'verify',
            kernel,
            params,
            chunk: index,
            spec,
            record,
            verifies,
            attempt,
            votes: await readVotes(effect),
          },
          job,
        )
      : unproven('the result is not on disk');
    const reason = 'reason' in judged ? judged.reason : '';
    // after a restart the scheduler does not know whose result it was; the record does
    const device = record ? recordDevice(new DataView(record.buffer, record.byteOffset), 0) : effect.device;
    coordinator().dispatch({
      type: 'resultJudged',
      job,
      generation,
      index,
      attempt,
      device,
      verdict: judged.verdict,
      reason,
      isVerified,
      stops,
      ...(groups && { groups }),
    });
  }

  async function readVotes({ job, index, votes = [] }: Extract<Effect, { type: 'verify' }>) {
    const { store } = coordinator();
    const records: VotedRecord[] = [];
    for (const attempt of votes) {
      const record = await fromStore(store.readResult(job, index, attempt));
      if (record) records.push({ attempt, record });
    }
    return records;
  }

  async function cut({ job, generation }: Extract<Effect, { type: 'cut' }>): Promise<void> {
    const row = coordinator().scheduler.state.jobs.get(job)?.row;
    const payload = await fromStore(coordinator().store.readPayload(job));
    if (!row || !payload) return;
    try {
      const input = JobInput.parse(JSON.parse(new TextDecoder().decode(payload.input)));
      const { kernel, params } = row;
      const index = await pool.run({ type: 'split', kernel, params, input }, signalFor(job));
      const facts = factsOf(plans.add(row, { ...payload, index }));
      coordinator().dispatch({ type: 'jobCut', job, generation, index, facts, costs: plans.costs(job) });
    } catch (error) {
      if (error instanceof CoveyError && (error.code === 'stopping' || error.code === 'fenced')) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      coordinator().dispatch({ type: 'cutFailed', job, generation, reason, at: coordinator().utc() });
    }
  }

  const namesOf = (swarm: JobRow['swarm']) =>
    new Map(
      [...coordinator().scheduler.state.devices.values()]
        .filter(({ row }) => row.swarm === swarm)
        .map(({ row }) => [row.number, row.name]),
    );

  async function reduce({ job, generation }: Extract<Effect, { type: 'reduce' }>): Promise<void> {
    const store = coordinator().store;
    const row = coordinator().scheduler.state.jobs.get(job)?.row;
    const payload = await fromStore(store.readPayload(job));
    if (!row || !payload) return;
    const exceptions = await fromStore(store.listExceptions(job, 1_000_000));
    const failed = exceptions.filter((e) => e.failed).map((e) => e.index);
    const readPage = (from: number) =>
      // of a job that stopped early some results are on disk that never came to count
      fromStore(store.readResults(job, { first: from, count: row.count - from }, PAGE_BYTES, 'accepted'));
    try {
      const task = {
        type: 'reduce',
        kernel: row.kernel,
        params: row.params,
        input: payload.input,
        index: payload.index,
        failed,
        stoppedAt: row.stoppedAt,
        deviceNames: namesOf(row.swarm),
        round: row.round,
      } as const;
      const { outputs, following, broken } = await pool.run(task, signalFor(job), readPage);
      const at = coordinator().utc();
      const follower = following && makeFollower(row, following, at);
      coordinator().dispatch({ type: 'jobReduced', job, generation, outputs, follower, broken, at });
      underWay.delete(job);
    } catch (error) {
      if (error instanceof CoveyError && error.code === 'stopping') throw error;
      if (error instanceof CoveyError && error.code === 'disk-full') return tryAgain(job, generation);
      const reason = error instanceof Error ? error.message : String(error);
      coordinator().dispatch({ type: 'reduceFailed', job, generation, reason, at: coordinator().utc() });
    }
  }

  function makeFollower(parent: JobRow, { name, ...following }: Following, at: number): NewJob {
    const { swarm, script, verification, priority, id } = parent;
    const { row, payload } = draftJob({
      ...following,
      number: coordinator().takeNumber('job'),
      swarm,
      name: name ?? parent.name,
      kernel: findKernel(parent.kernel),
      // one chain is computed by one version
      script,
      verification,
      priority,
      state: 'queued',
      at,
      origin: `next:${id}`,
      parent,
    });
    plans.add(row, payload);
    return { row, payload, costs: plans.costs(row.number) };
  }

  /** The results are safe and room can be made: a full disk ends no job. */
  function tryAgain(job: JobNumber, generation: number): void {
    log('warn', 'the disk is full; the output is tried again', { job, afterMs: FULL_DISK_RETRY_MS });
    const timer = setTimeout(() => {
      retries.delete(timer);
      const row = coordinator().isRunning() ? coordinator().scheduler.state.jobs.get(job)?.row : undefined;
      if (row?.state === 'reducing' && row.generation === generation)
        void inBackground(reduce({ when: 'now', type: 'reduce', job, generation }), 'join the results', job);
    }, FULL_DISK_RETRY_MS);
    retries.add(timer);
  }

  /** Nobody waits for the answer: what cannot be said now is asked again after the restart that made it impossible. */
  function inBackground(work: Promise<void>, what: string, job: JobNumber): Promise<void> {
    return work.catch((error: unknown) => {
      if (error instanceof CoveyError && (error.code === 'stopping' || error.code === 'fenced')) return;
      log('error', `could not ${what}`, {
        job,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
  }

  const toVerify = makeVerifyQueue(2 * threads, (effect) =>
    inBackground(verify(effect), 'verify a result', effect.job),
  );

  return {
    split: (kernel, params, input) => pool.run({ type: 'split', kernel, params, input }, all.signal),
    compose: (kernel, params, runner) => pool.run({ type: 'compose', kernel, params, runner }, all.signal),
    perform(effect) {
      switch (effect.type) {
        case 'verify':
          return toVerify.add(effect);
        case 'cut':
          return void inBackground(cut(effect), 'cut a job', effect.job);
        case 'reduce':
          return void inBackground(reduce(effect), 'join the results', effect.job);
        case 'stopCompute':
          toVerify.drop(effect.job);
          underWay.get(effect.job)?.abort();
          underWay.delete(effect.job);
          return;
      }
    },
    async stop() {
      all.abort();
      for (const timer of retries) clearTimeout(timer);
      await pool.stop();
    },
  };
}

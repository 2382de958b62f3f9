// One job from its files to its output on disk: submit, watch, download. The same for `covey run`, the demonstration and the tray app.
import { realpath } from 'node:fs/promises';
import type { Client } from '../../shared/client/connect.ts';
import type { Source } from '../../shared/client/source.ts';
import { downloadOutput } from '../../shared/client/download-output.ts';
import { submitJob, type Submission } from '../../shared/client/submit-job.ts';
import { watchJob } from '../../shared/client/watch-job.ts';

import type { ChunkFailureView, JobView } from '../../shared/contract/job.ts';
import { fileSource } from './file-source.ts';
import { outputNames } from './output-path.ts';
import { saveOutput } from './save-output.ts';
import type { InputPath } from './walk-inputs.ts';

export interface JobOrder {
  submission: Omit<Submission, 'input'>;
  /** `sources`: what is no file on disk. */
  input:
    | { kind: 'files'; files: readonly InputPath[] }
    | { kind: 'sources'; sources: readonly Source[] }
    | { kind: 'range'; start: number; count: number }
    | { kind: 'none' };
  /** Absolute. */
  out: string;
}

export type JobProgress =
  | { phase: 'hashing' | 'uploading' | 'saving'; bytes: number; total: number }
  | { phase: 'computing'; job: JobView };

export interface JobReport {
  job: JobView;
  failures: ChunkFailureView[];
  /** Seconds of thread time of each device that had a part in it. */
  devices: { name: string; chunks: number; seconds: number }[];
  /** Absolute paths, in the job's order; empty unless it is done. */
  outputs: string[];
}

export interface RunJobOptions {
  /** Aborting it cancels the job, and `runJob` rejects with its reason. */
  signal: AbortSignal;
  onProgress: (progress: JobProgress) => void;
  onSilence?: (silent: boolean) => void;
}

const CANCEL_MS = 5_000;
/** Each holds at most one part of 4 MiB. */
const SAVED_AT_ONCE = 6;

/** Resolves with the report of a job that ended, however it ended. @throws what the SDK throws. */
export async function runJob(client: Client, order: JobOrder, options: RunJobOptions): Promise<JobReport> {
  const { signal, onProgress } = options;
  const { input } = order;
  const sources =
    input.kind === 'files'
      ? { kind: input.kind, sources: input.files.map(fileSource) }
      : input.kind === 'sources'
        ? { kind: 'files' as const, sources: input.sources }
        : input;
  const { id } = await submitJob(client, { ...order.submission, input: sources }, { signal, onProgress });
  const rounds = [await watchRound(client, id, options)];
  for (let next = rounds[0]?.next; next; next = rounds.at(-1)?.next)
    rounds.push(await watchRound(client, next, options));
  return await reportRounds(client, rounds, order, options);
}

/** Until it has ended; when the person gives up, it is cancelled. */
async function watchRound(client: Client, id: JobView['id'], options: RunJobOptions): Promise<JobView> {
  const { signal, onSilence, onProgress } = options;
  let job: JobView | undefined;
  try {
    for await (const seen of watchJob(client, id, { signal, ...(onSilence && { onSilence }) })) {
      job = seen;
      onProgress({ phase: 'computing', job });
    }
  } catch (error) {
    if (signal.aborted)
      await client.call('cancelJob', { path: { id }, timeoutMs: CANCEL_MS }).catch(() => undefined);
    throw error;
  }
  if (!job) throw new Error(`the job ${id} was never seen`);
  return job;
}

/** All rounds as one job: the one where something is wrong speaks for them, else the last. */
async function reportRounds(
  client: Client,
  rounds: readonly JobView[],
  order: JobOrder,
  options: RunJobOptions,
): Promise<JobReport> {
  const { signal } = options;
  const wrong = rounds.find(({ state, failed }) => state !== 'done' || failed > 0);
  const job = wrong ?? rounds.at(-1);
  if (!job) throw new Error('a job has at least one round');
  const devices = new Map<string, JobReport['devices'][number]>();
  for (const { id } of rounds)
    for (const { device, name, chunks, cpuSeconds } of await client.call('jobShares', {
      path: { id },
      signal,
    })) {
      const before = devices.get(device) ?? { name, chunks: 0, seconds: 0 };
      devices.set(device, { name, chunks: before.chunks + chunks, seconds: before.seconds + cpuSeconds });
    }
  const { id } = job;
  const failures = job.failed > 0 ? await client.call('jobFailures', { path: { id }, signal }) : [];
  // what a script made of each item is wanted as well as what its `reduce` made of it; of other rounds only the last result is
  const done = rounds.filter(({ state }) => state === 'done');
  const wanted = job.kernel === 'script' ? done : done.slice(-1);
  const names = outputNames();
  const outputs: string[] = [];
  if (rounds.at(-1)?.state === 'done' || job.kernel === 'script')
    for (const round of wanted) outputs.push(...(await saveOutputs(client, round, order, names, options)));
  return { job, failures, devices: [...devices.values()], outputs };
}

async function saveOutputs(
  client: Client,
  job: JobView,
  { out, input }: JobOrder,
  names: ReturnType<typeof outputNames>,
  { signal, onProgress }: RunJobOptions,
): Promise<string[]> {
  const inputs = new Set(
    input.kind === 'files'
      ? await Promise.all(input.files.map(({ path }) => realpath(path).catch(() => path)))
      : [],
  );
  const files = await client.call('jobOutputs', { path: { id: job.id }, signal });
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let bytes = 0;
  const onBytes = (more: number) => onProgress({ phase: 'saving', bytes: (bytes += more), total });
  const outputs = files.map((file, number) => ({ file, number, place: names.take(file.name) }));
  const saved: string[] = [];
  const left = outputs.values();
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const saveSome = async () => {
    for (const { file, number, place } of left)
      saved[number] = await saveOutput(
        out,
        place,
        downloadOutput(client, job.id, number, file, { signal: either }),
        { inputs, onBytes },
      );
  };
  const savers = Array.from({ length: SAVED_AT_ONCE }, () =>
    saveSome().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(savers);
  either.throwIfAborted();
  return saved;
}

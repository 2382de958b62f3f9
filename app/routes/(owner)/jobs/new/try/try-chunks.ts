// The beginning of a job, computed without a coordinator: cut as it would be, its first chunks run by whoever is asked, and what is there by
// then put together. Pure but for the runner.
import type { JobInput } from '#shared/contract/job.ts';
import type { Source } from '#shared/client/source.ts';
import type { KernelDescription } from '#shared/kernels/kernel.ts';
import { MemoryBlobs, type MemoryJob, planJob, readerOf, reduceAll } from '#shared/kernels/memory-job.ts';
import { localInput, madeUpSha, specReader } from './local-input.ts';
import type { HereTask } from './run-here.ts';

export interface TriedOutput {
  name: string;
  bytes: Uint8Array;
}

export interface TriedChunks {
  /** Chunks computed, of so many. */
  done: number;
  count: number;
  ms: number;
  /** Empty where nothing can be said of so little. */
  outputs: TriedOutput[];
}

/** Where kernels say what failed; of chunks that were not tried it says nothing true. */
const FAILED = 'failed.txt';

/** More chunks than this are not listed as missing: nothing is put together then. */
const MOST_LEFT = 100_000;

export type TriedInput = { kind: 'files'; sources: readonly Source[] } | Exclude<JobInput, { kind: 'files' }>;

export interface Trial {
  kernel: KernelDescription;
  params: unknown;
  input: TriedInput;
  /** Further chunks are begun until so much time is over; the first one in any case. */
  forMs: number;
  now: () => number;
}

const inputOf = (input: TriedInput) =>
  input.kind === 'files'
    ? localInput(input.sources)
    : { input, readSlice: () => Promise.reject(new Error('there are no files')) };

/** @throws CoveyError where the input or the parameters do not fit, Error in the kernel's own words. */
export async function tryChunks(
  { kernel, params, input: given, forMs, now }: Trial,
  run: (task: HereTask) => Promise<Uint8Array>,
): Promise<TriedChunks> {
  const { input, readSlice } = inputOf(given);
  const names = { next: 0 };
  const blobs = new MemoryBlobs(() => madeUpSha(names.next++));
  const job = await planJob(kernel, params, input, blobs, readSlice);
  const { plan } = job;
  const results = new Map<number, Uint8Array>();
  let stoppedAt: number | null = null;
  const started = now();
  const goesOn = () => results.size === 0 || now() - started < forMs;
  while (stoppedAt === null && results.size < plan.count && goesOn()) {
    const chunk = results.size;
    const spec = plan.describe(chunk);
    const bytes = await run({ index: chunk, params, args: spec?.args, input: specReader(spec, readSlice) });
    results.set(chunk, bytes);
    const ends = kernel.looksFor?.(params) !== false && (await kernel.stop?.(params, chunk, readerOf(bytes)));
    if (ends === true) stoppedAt = chunk;
  }
  const ms = now() - started;
  return { done: results.size, count: plan.count, ms, outputs: await outputsOf(job, results, stoppedAt) };
}

async function outputsOf(
  job: MemoryJob<unknown>,
  results: ReadonlyMap<number, Uint8Array>,
  stoppedAt: number | null,
): Promise<TriedOutput[]> {
  const left = stoppedAt === null ? job.plan.count - results.size : 0;
  if (left > MOST_LEFT) return [];
  try {
    const made = await reduceAll(job, results, undefined, stoppedAt);
    return left > 0 ? made.filter(({ name }) => name !== FAILED) : made;
  } catch (error) {
    // of a part some kernels make nothing
    if (left > 0) return [];
    throw error;
  }
}

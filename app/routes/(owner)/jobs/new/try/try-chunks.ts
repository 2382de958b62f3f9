// The beginning of a job, computed without a coordinator: cut as it would be, its first chunks run by whoever is asked, and what is there by
// then put together. Pure but for the runner.
import { CoveyError } from '#shared/contract/errors.ts';
import type { JobInput } from '#shared/contract/job.ts';
import type { Source } from '#shared/client/source.ts';
import type { KernelDescription } from '#shared/kernels/kernel.ts';
import { MemoryBlobs, type MemoryJob, planJob, readerOf, reduceAll } from '#shared/kernels/memory-job.ts';
import { localInput, madeUpSha, specReader } from './local-input.ts';
import type { HereTask } from './run-here.ts';
import { TookTooLong } from './took-too-long.ts';

export interface TriedOutput {
  name: string;
  bytes: Uint8Array;
}

export interface TriedChunks {
  /** Chunks computed, of so many. */
  done: number;
  count: number;
  /** How long those took. */
  ms: number;
  /** Of how many rounds the chunks are one. */
  rounds: number;
  outputs: TriedOutput[];
  /** Why there are no outputs; null: there are. */
  unshown: 'too-little' | 'too-large' | null;
}

/** Where kernels say what failed; of chunks that were not tried it says nothing true. */
const FAILED = 'failed.txt';

/** More chunks than this are not listed as missing: nothing is put together then. */
const MOST_LEFT = 100_000;

/** What of outputs the page holds at most. A job's can be larger than all of its memory. */
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** So much of results is enough: what comes of them still fits. */
const ENOUGH_RESULT_BYTES = MOST_OUTPUT_BYTES / 2;

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

/**
 * `run` is asked for one chunk after the other; TookTooLong from it ends the try with what there is by then.
 * @throws CoveyError where the input or the parameters do not fit, Error in the kernel's own words, TookTooLong where not one chunk was finished.
 */
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
  let resultBytes = 0;
  let stoppedAt: number | null = null;
  let ms = 0;
  const started = now();
  const goesOn = () => results.size === 0 || (ms < forMs && resultBytes < ENOUGH_RESULT_BYTES);
  while (stoppedAt === null && results.size < plan.count && goesOn()) {
    const chunk = results.size;
    const spec = plan.describe(chunk);
    let bytes: Uint8Array;
    try {
      bytes = await run({ index: chunk, params, args: spec?.args, input: specReader(spec, readSlice) });
    } catch (error) {
      if (error instanceof TookTooLong && results.size > 0) break;
      throw error;
    }
    results.set(chunk, bytes);
    resultBytes += bytes.length;
    const ends = kernel.looksFor?.(params) !== false && (await kernel.stop?.(params, chunk, readerOf(bytes)));
    if (ends === true) stoppedAt = chunk;
    ms = now() - started;
  }
  const rounds = kernel.rounds?.(params) ?? 1;
  return { done: results.size, count: plan.count, ms, rounds, ...(await outputsOf(job, results, stoppedAt)) };
}

const none = (unshown: 'too-little' | 'too-large') => ({ outputs: [], unshown });

async function outputsOf(
  job: MemoryJob<unknown>,
  results: ReadonlyMap<number, Uint8Array>,
  stoppedAt: number | null,
): Promise<Pick<TriedChunks, 'outputs' | 'unshown'>> {
  const left = stoppedAt === null ? job.plan.count - results.size : 0;
  if (left > MOST_LEFT || (left > 0 && job.kernel.fills)) return none('too-little');
  try {
    const made = await reduceAll(job, results, { stoppedAt, mostBytes: MOST_OUTPUT_BYTES });
    const outputs = left > 0 ? made.filter(({ name }) => name !== FAILED) : made;
    return outputs.length > 0 ? { outputs, unshown: null } : none('too-little');
  } catch (error) {
    if (error instanceof CoveyError && error.code === 'too-large') return none('too-large');
    // of a part some kernels make nothing
    if (left > 0) return none('too-little');
    throw error;
  }
}

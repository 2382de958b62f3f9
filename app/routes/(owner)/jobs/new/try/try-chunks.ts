// The beginning of a job, computed without a coordinator: cut as it would be, its first chunks run by whoever is asked, and what is there by
// then put together. Pure but for the runner.
import type { BlobManifest } from '#shared/contract/blob.ts';
import type { Sha256 } from '#shared/contract/ids.ts';
import type { JobInput, OutputFile } from '#shared/contract/job.ts';
import type { Source } from '#shared/client/source.ts';
import { joinBytes } from '#shared/kernels/bytes/join-bytes.ts';
import { openInputFiles } from '#shared/kernels/input-files.ts';
import type { ByteReader, KernelDescription, OutputWriter, ReduceContext } from '#shared/kernels/kernel.ts';
import { localInput, readerOf } from './local-input.ts';
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
  const files = openInputFiles(input, readSlice);
  const index = await kernel.split(params, input, files);
  const plan = kernel.openPlan(params, input, index);
  const results: Uint8Array[] = [];
  let stoppedAt: number | null = null;
  const started = now();
  const goesOn = () => results.length === 0 || now() - started < forMs;
  while (stoppedAt === null && results.length < plan.count && goesOn()) {
    const chunk = results.length;
    const spec = plan.describe(chunk);
    const bytes = await run({ index: chunk, params, args: spec?.args, input: readerOf(spec, readSlice) });
    results.push(bytes);
    const ends = kernel.looksFor?.(params) !== false && (await kernel.stop?.(params, chunk, inMemory(bytes)));
    if (ends === true) stoppedAt = chunk;
  }
  const ms = now() - started;
  const outputs = await reduceThese(kernel, { params, input, plan, files, stoppedAt }, results);
  return { done: results.length, count: plan.count, ms, outputs };
}

const inMemory = (bytes: Uint8Array): ByteReader => ({
  size: bytes.length,
  read: async (at, length) => bytes.slice(at, at + length),
});

async function reduceThese(
  kernel: KernelDescription,
  job: Pick<ReduceContext<unknown>, 'params' | 'input' | 'plan' | 'files' | 'stoppedAt'>,
  results: readonly Uint8Array[],
): Promise<TriedOutput[]> {
  const kept = new Map<Sha256, Uint8Array>();
  const keep = (bytes: Uint8Array): BlobManifest => {
    const sha = kept.size.toString(16).padStart(64, '0') as Sha256;
    kept.set(sha, bytes);
    return { size: bytes.length, parts: bytes.length === 0 ? [] : [{ sha, size: bytes.length }] };
  };
  const bytesOf = ({ blob }: OutputFile) =>
    joinBytes(blob.parts.map(({ sha }) => kept.get(sha) ?? new Uint8Array(0)));
  const left = job.stoppedAt === null ? job.plan.count - results.length : 0;
  if (left > MOST_LEFT) return [];
  try {
    const made = await kernel.reduce({
      ...job,
      results: async function* () {
        for (const [index, bytes] of results.entries())
          yield { index, parts: keep(bytes), reader: inMemory(bytes) };
      },
      failed: Array.from({ length: left }, (_, i) => results.length + i),
      create: (name) => writerInto(name, keep),
      signal: new AbortController().signal,
    });
    const shown = left > 0 ? made.filter(({ name }) => name !== FAILED) : made;
    return shown.map((file) => ({ name: file.name, bytes: bytesOf(file) }));
  } catch (error) {
    // of a part some kernels make nothing
    if (left > 0) return [];
    throw error;
  }
}

function writerInto(name: string, keep: (bytes: Uint8Array) => BlobManifest): OutputWriter {
  const blob: BlobManifest = { size: 0, parts: [] };
  const append = ({ size, parts }: BlobManifest) => {
    blob.parts.push(...parts);
    blob.size += size;
  };
  return {
    write: async (bytes) => append(keep(new Uint8Array(bytes))),
    append: async (more) => append(more),
    close: async () => ({ name, size: blob.size, blob }),
  };
}

// What a kernel is. It comes in two halves that never import each other:
//   describe.ts  split, verify and reduce. Runs on the coordinator's compute threads and, for names and parameters, on screens.
//   run.ts       the computation of one chunk. Built into one self-contained script and run on devices.
// Everything here is data and pure functions over it; bytes come and go through the ports at the bottom.
import type * as Crypto from 'node:crypto';
import type * as Zlib from 'node:zlib';
import type * as z from 'zod/mini';
import type { BlobManifest, Slice } from '../contract/blob.ts';
import type { Capabilities } from '../contract/device.ts';
import type { InputKind, JobInput, OutputFile, Verification } from '../contract/job.ts';
import type { PictureGrid } from '../contract/picture-pieces.ts';
import type { InputFiles } from './input-files.ts';

/** What one chunk reads (its slices, as if they were one file) and what else it needs to know. */
export interface ChunkSpec {
  input: Slice[];
  /** Small and JSON; undefined for kernels whose chunk number says everything. */
  args?: unknown;
}

/**
 * A job cut into chunks. Made once by `split` (at submission, or once its files are there), kept as an index blob, and opened
 * again after a restart by `openPlan` in O(index). Every question is answered in O(log n) and none is remembered.
 */
export interface Plan {
  /** Number of chunks, at least 1. */
  readonly count: number;
  /** Cost of chunks [first, first+count) in the kernel's units (for files: bytes). O(log n) or better. */
  cost(first: number, count: number): number;
  /** null: the chunk number and the parameters say everything, nothing need be sent per chunk. */
  describe(index: number): ChunkSpec | null;
}

export type Verdict =
  | { verdict: 'accepted' }
  /** Certainly wrong: the chunk is redone and the device quarantined. */
  | { verdict: 'rejected'; reason: string }
  /** Neither proved nor refuted: the chunk is redone by another device, nobody is blamed. */
  | { verdict: 'unproven'; reason: string };

/** The bytes of a chunk's input or of a result, at random. `length` beyond the end is an error. */
export interface ByteReader {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** One accepted result, met by `reduce` in ascending order of chunk number. */
export interface ResultEntry {
  index: number;
  /** Inline results (at most 16 KiB) have no parts in the blob store; `parts` is null for them. */
  parts: BlobManifest | null;
  reader: ByteReader;
  /** Who computed it, by name, and the time it took there; left out where nobody knows. Outputs that use it differ from run to run. */
  computed?: { by: string; cpuMs: number };
}

/** Where `reduce` puts an output file. Appending parts that are stored already copies nothing. */
export interface OutputWriter {
  /** Bytes made by reduce itself (headers, tables, small inline results). Cut into parts of at most 4 MiB. */
  write(bytes: Uint8Array): Promise<void>;
  /** A result's own parts, by reference. */
  append(blob: BlobManifest): Promise<void>;
  close(): Promise<OutputFile>;
}

export interface ReduceContext<P> {
  params: P;
  input: JobInput;
  plan: Plan;
  /** The bytes of the input, for an output that carries something of it along. */
  files: InputFiles;
  /** Accepted results in ascending order; chunks that failed for good are missing. */
  results(): AsyncIterable<ResultEntry>;
  /** Chunks that failed for good: the outputs leave them out and say so where the format allows. */
  failed: readonly number[];
  /** The chunk whose result ended the job early (`stop`); null: it went to its end. Then results of many chunks may be missing. */
  stoppedAt: number | null;
  create(name: string): OutputWriter;
  signal: AbortSignal;
}

/** What a round leaves to the one that follows. */
export interface NextContext<P> {
  params: P;
  input: JobInput;
  /** What `reduce` made. Their blobs may be named in the next input: nothing is copied. */
  outputs: readonly OutputFile[];
  /** Reads an output by its place in the list. */
  read(output: number, offset: number, length: number): Promise<Uint8Array>;
  failed: readonly number[];
  stoppedAt: number | null;
  /** 1 for the first. */
  round: number;
}

/** A dependent job of the same kernel. Verification and priority are those of the round before. */
export interface NextJob {
  params: Record<string, unknown>;
  input: JobInput;
  /** Left out: the name of the round before. */
  name?: string;
}

export interface KernelDescription<P = unknown> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** What it works on; the first is what a form offers first. */
  readonly inputs: readonly InputKind[];
  /** zod/mini schema; every parameter has a default, so `{}` parses. */
  readonly params: z.ZodMiniType<P>;
  readonly defaultVerification: Verification;
  /** Share of the results of a proven device that `check` verifies and that under `agree` another device computes too: 1 where verifying is cheap, less where it means computing again. */
  readonly checkShare: (params: P) => number;
  /** The first output is the results end to end in the order of chunks, from its first byte on: it can be looked at while it is computed. */
  readonly concatenates?: true;
  /** What failed is filled in within an output that has its full size: of the beginning of a job a try shows none. */
  readonly fills?: true;
  /** `split` reads the bytes of files (headers, lines): such a job is cut only once all of its files are there. Without files, or without this, `split` is sync. */
  readonly looksInside?: true;
  /** What a device must have to compute it, and that in words: "a browser with …". Others are never given any of it. Left out: all can. */
  readonly needs?: { fits(capabilities: Capabilities): boolean; words: string };
  /** Other scripts than the one of `run.ts`, for code too large to send to everybody: `avif` is built from `run-avif.ts`. */
  readonly variants?: readonly string[];
  /** Which of them a job needs; null: that of `run.ts`. Left out: always that. */
  variantFor?(params: P, input: JobInput): string | null;
  /**
   * Cuts the input and returns the index that `openPlan` needs. `files` can be read only by kernels that say `looksInside`.
   * @throws CoveyError `no-input`, `bad-params` or `bad-input`, naming the file or parameter and the reason.
   */
  split(params: P, input: JobInput, files: InputFiles): Uint8Array | Promise<Uint8Array>;
  /** For a kernel that looks inside: what files of these sizes would probably make, said before they are there. */
  imagine?(params: P, sizes: readonly number[]): { chunks: number; cost: number };
  /** Sync and O(index): everything it needs is in the index. */
  openPlan(params: P, input: JobInput, index: Uint8Array): Plan;
  /** Judges a result's bytes against its input. Without it there is no `check`: devices must agree. */
  verify?(
    params: P,
    spec: ChunkSpec | null,
    chunk: number,
    input: ByteReader,
    result: ByteReader,
  ): Promise<Verdict>;
  /** Under `agree`: whether two results of the same chunk say the same. Left out: if they are the same bytes. Neither is known to be right. */
  compare?(params: P, a: ByteReader, b: ByteReader): Promise<boolean>;
  /** For a kernel whose outputs are pictures: those in one result, so that they can be looked at while the job runs. */
  pictures?(input: JobInput, plan: Plan, index: number, result: ByteReader): Promise<ResultPicture[]>;
  /** Where those pictures are pieces of one whole: how they lie in it, known without their bytes. `pictures` then needs no more of the input than the plan. */
  pieces?(params: P): PictureGrid;
  reduce(context: ReduceContext<P>): Promise<OutputFile[]>;
  /** Whether this result is what the job looks for: the first accepted one for which it is ends the job, and `reduce` gets what is accepted by then. */
  stop?(params: P, chunk: number, result: ByteReader): boolean | Promise<boolean>;
  /** False: with these parameters nothing ends it early, and no result is asked. Left out: something may. */
  looksFor?(params: P): boolean;
  /** The job that follows on this one, made by the coordinator exactly once; null: this was the last. Same answer whenever it is asked again. */
  next?(context: NextContext<P>): Promise<NextJob | null>;
  /** Parameters to try it with on one device within seconds: a small picture instead of a large one. Left out: the same. */
  small?(params: P): P;
  /** How many rounds a job with these parameters is one of, where that is known. */
  rounds?(params: P): number;
  /** Each of them costs about what the first does: an estimate is for all of them. Left out: it is for the first. */
  readonly evenRounds?: true;
}

/** A whole picture within a result's bytes, in a format that browsers show, with the name of what it was made from. */
export interface ResultPicture {
  name: string;
  start: number;
  end: number;
}

/** What a chunk's computation is given, on every runtime. Nothing else is in reach. */
export interface ChunkTask {
  index: number;
  params: unknown;
  args: unknown;
  /** Bytes of input, the sum of the slices. */
  inputSize: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Appends to the result. Resolves when there is credit for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Share done, 0 to 1. Also the place where a throttled thread rests: call it at least every 100 ms of work. */
  progress(share: number): Promise<void>;
  /** Present in Node for built-in kernels only; kernels use it where it is faster and carry on without. */
  native?: { zlib: typeof Zlib; crypto: typeof Crypto };
}

/** What a kernel's script leaves in `globalThis.coveyKernel` when it is loaded. */
export interface KernelScript {
  run(task: ChunkTask): Promise<void>;
}

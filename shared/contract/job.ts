// What an owner asks for: a kernel, its parameters, its input; and what a screen or script is told about it.
import * as z from 'zod/mini';
import { BlobManifest } from './blob.ts';
import { CoveyError } from './errors.ts';
import { JobId, Sha256 } from './ids.ts';
import { JsonObject } from './json.ts';
import { list } from './list.ts';
import { PicturePieces } from './picture-pieces.ts';

export const JOB_STATES = [
  'uploading',
  'queued',
  'running',
  'paused',
  'reducing',
  'done',
  'failed',
  'cancelled',
] as const;
export const JobState = z.enum(JOB_STATES);
export type JobState = z.infer<typeof JobState>;
export const ENDED_STATES: ReadonlySet<JobState> = new Set(['done', 'failed', 'cancelled']);

/** `trust`: a recorded result counts. `check`: it counts once the kernel's verifier has passed it (or sampling let it by).
 *  `agree`: it counts once other devices have returned the same (or sampling let it by, or there was no other device). */
export const Verification = z.enum(['trust', 'check', 'agree']);
export type Verification = z.infer<typeof Verification>;

export const MAX_FILES = 200_000;
/** Chunk numbers are u32. */
export const MAX_CHUNKS = 0xffff_ffff;

/** One file of an input: `size` bytes of blob number `blob` from `offset` on. Several small files may share a blob. */
export const InputFile = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(4096)),
  size: z.int().check(z.gte(0)),
  blob: z.int().check(z.gte(0)),
  offset: z.int().check(z.gte(0)),
});
export type InputFile = z.infer<typeof InputFile>;

/** `name` is kept as the person typed it (see `hash`, whose output names must work where the person stood). */
export const FilesInput = z.object({
  kind: z.literal('files'),
  files: list(InputFile, MAX_FILES),
  blobs: list(BlobManifest, MAX_FILES),
});
export type FilesInput = z.infer<typeof FilesInput>;

/** The integers start, start+1, … start+count-1. No bytes are stored for it. */
export const RangeInput = z.object({
  kind: z.literal('range'),
  start: z._default(z.int(), 0),
  count: z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER)),
});
export type RangeInput = z.infer<typeof RangeInput>;

/** Nothing goes in: everything is in the parameters. */
export const NoInput = z.object({ kind: z.literal('none') });
export type NoInput = z.infer<typeof NoInput>;

export const JobInput = z.discriminatedUnion('kind', [FilesInput, RangeInput, NoInput]);
export type JobInput = z.infer<typeof JobInput>;
export const InputKind = z.enum(['files', 'range', 'none']);
export type InputKind = JobInput['kind'];

const INPUT_WORDS: Record<InputKind, string> = {
  files: 'files',
  range: 'a range of numbers',
  none: 'its parameters alone',
};

/** @throws CoveyError `no-input` naming what the kernel works on. */
export function requireInputKind(
  { name, inputs }: { name: string; inputs: readonly InputKind[] },
  kind: InputKind,
): void {
  if (inputs.includes(kind)) return;
  const wanted = inputs.map((each) => INPUT_WORDS[each]).join(' or on ');
  throw new CoveyError('no-input', `${name} works on ${wanted}, not on ${INPUT_WORDS[kind]}`);
}

export const JobRequest = z.object({
  name: z._default(z.string().check(z.maxLength(200)), ''),
  kernel: z.string().check(z.minLength(1), z.maxLength(64)),
  params: z._default(JsonObject, {}),
  input: JobInput,
  /** Higher goes first. */
  priority: z._default(z.int().check(z.gte(-100), z.lte(100)), 0),
  /** Left out: what the kernel states as its default. `check` where the kernel has nothing to check with: `agree`. */
  verification: z.optional(Verification),
});
export type JobRequest = z.infer<typeof JobRequest>;

/** What a repeated job does differently; left out: as before. */
export const JobRepeat = z.object({
  name: z.optional(z.string().check(z.maxLength(200))),
  params: z.optional(JsonObject),
  verification: z.optional(Verification),
});
export type JobRepeat = z.infer<typeof JobRepeat>;

/** What somebody thinks of submitting. Of files the sizes are enough; `job`: the input of a job that is still known. */
export const JobSketch = z.object({
  kernel: JobRequest.shape.kernel,
  params: JobRequest.shape.params,
  input: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('files'),
      sizes: list(z.int().check(z.gte(0)), MAX_FILES),
    }),
    RangeInput,
    NoInput,
    z.object({ kind: z.literal('job'), id: JobId }),
  ]),
});
export type JobSketch = z.infer<typeof JobSketch>;

/** What can be said of it beforehand. */
export const JobEstimate = z.object({
  /** Of one round. null: the kernel looks into the files, and cuts the job once they are there. */
  chunks: z.nullable(z.int()),
  /** At most so many follow on each other, each like the first; 1: there is no more, or what follows is not known. */
  rounds: z.int().check(z.gte(1)),
  /** For all rounds, with every device that could work on it now and nothing else to do; null: none of them has computed this kernel yet. */
  seconds: z.nullable(z.number()),
  /** How many devices could work on it now. */
  devices: z.int(),
});
export type JobEstimate = z.infer<typeof JobEstimate>;

export const OutputFile = z.object({
  name: z.string(),
  size: z.int().check(z.gte(0)),
  blob: BlobManifest,
});
export type OutputFile = z.infer<typeof OutputFile>;

/** What a viewer sees of a job. Counts are chunks, `cost` is in the kernel's own units, times are UTC ms. */
export const JobView = z.object({
  id: JobId,
  name: z.string(),
  kernel: z.string(),
  kernelVersion: z.union([Sha256, z.literal('')]),
  params: z.record(z.string(), z.unknown()),
  state: JobState,
  priority: z.int(),
  verification: Verification,
  /** 0 until the job is cut, which may have to wait for its files. */
  chunks: z.int(),
  recorded: z.int(),
  accepted: z.int(),
  failed: z.int(),
  rejected: z.int(),
  /** Chunks out on a lease now. */
  leased: z.int(),
  inputBytes: z.number(),
  inputFiles: z.int(),
  /** Share of the cost that is accepted, 0 to 1. */
  progress: z.number(),
  /** Seconds left at the present rate, or null when unknown. */
  secondsLeft: z.nullable(z.number()),
  createdAt: z.number(),
  startedAt: z.nullable(z.number()),
  endedAt: z.nullable(z.number()),
  /** A sentence when the job failed or waits for something. */
  note: z.string(),
  outputs: z.array(z.object({ name: z.string(), size: z.number() })),
  /** The chunk whose result was what the job looked for; null: none was, or it does not look for anything. */
  stoppedAt: z.nullable(z.int()),
  /** The round before this one, the one after it, and the first of them all; null where there is none. */
  parent: z.nullable(JobId),
  next: z.nullable(JobId),
  root: z.nullable(JobId),
  /** 1 for the first. */
  round: z.int(),
  /** How many there are to be; null: its kernel cannot say. */
  rounds: z.nullable(z.int()),
});
export type JobView = z.infer<typeof JobView>;

export const ChunkFailureView = z.object({
  index: z.int(),
  attempts: z.int(),
  code: z.string(),
  message: z.string(),
});
export type ChunkFailureView = z.infer<typeof ChunkFailureView>;

/** One device's share of a job: chunks recorded, seconds of thread time, and the cost in the kernel's units. */
export const JobShare = z.object({
  device: z.string(),
  name: z.string(),
  chunks: z.int(),
  /** Of these, results that count although no second device was there to agree. */
  trusted: z.int(),
  cpuSeconds: z.number(),
  /** How many threads it computes with now; null when it is not connected. */
  threads: z.nullable(z.int()),
});
export type JobShare = z.infer<typeof JobShare>;

/** A finished picture that can be looked at while its job runs: number `n` of those in the chunk's result. */
export const JobPicture = z.object({
  chunk: z.int(),
  n: z.int(),
  name: z.string(),
  /** Bytes. */
  size: z.number(),
});
export type JobPicture = z.infer<typeof JobPicture>;

export const JobPictures = z.object({
  /** The first ones. */
  pictures: z.array(JobPicture),
  /** Of a job whose results are pieces of one picture, in place of them; null: they are not, or none can be read any more. */
  pieces: z.nullable(PicturePieces),
});
export type JobPictures = z.infer<typeof JobPictures>;

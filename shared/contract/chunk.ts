// Chunks on the way: the lease that hands a range of them to a device, and what a device may say about one.
import * as z from 'zod/mini';
import { Slice } from './blob.ts';
import { JobId, JobNumber, Sha256 } from './ids.ts';

const u32 = z.int().check(z.gte(0), z.lte(0xffff_ffff));

/** A contiguous range of chunk numbers: first, first+1, … first+count-1. */
export const ChunkRange = z.object({ first: u32, count: z.int().check(z.gte(1), z.lte(0xffff_ffff)) });
export type ChunkRange = z.infer<typeof ChunkRange>;

/** Who is told to compute which chunks. Never decides whether a result counts [P12]. */
export const Lease = z.object({
  leaseId: u32,
  job: JobNumber,
  jobId: JobId,
  jobName: z.string(),
  /** Results of an older generation of the job are void. */
  generation: u32,
  kernel: z.string(),
  /** SHA-256 of the kernel's script; the device fetches and keeps it under this name. */
  script: Sha256,
  params: z.unknown(),
  first: u32,
  count: z.int().check(z.gte(1)),
  /** Per chunk what it reads; null when chunk number and parameters say everything. */
  chunks: z.nullable(z.array(z.object({ input: z.array(Slice), args: z.optional(z.unknown()) }))),
  /** What one chunk is expected to take on this device, seconds of one thread. */
  expectedSeconds: z.number(),
  /** How long the coordinator waits for a sign of life, ms. */
  termMs: z.number(),
  /** A chunk that runs longer than this is stopped by the supervisor and reported as failed, ms. */
  limitMs: z.number(),
});
export type Lease = z.infer<typeof Lease>;

/** No lease has more chunks, so nobody holds more of one. */
export const MAX_LEASE_CHUNKS = 4096;

/** What a reconnecting device still holds unfinished (results it was not thanked for are simply sent again). */
export const Holding = z.object({
  job: JobNumber,
  generation: u32,
  leaseId: u32,
  first: u32,
  count: z.int().check(z.gte(1), z.lte(MAX_LEASE_CHUNKS)),
});
export type Holding = z.infer<typeof Holding>;

export const FAILURE_CODES = [
  'threw',
  'out-of-time',
  'out-of-memory',
  'input-unavailable',
  'thread-died',
  'result-too-large',
] as const;
export const ChunkFailure = z.object({
  job: JobNumber,
  generation: u32,
  index: u32,
  code: z.enum(FAILURE_CODES),
  message: z.string().check(z.maxLength(2000)),
});
export type ChunkFailure = z.infer<typeof ChunkFailure>;

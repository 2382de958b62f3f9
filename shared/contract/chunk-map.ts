// A picture of a job's chunks small enough for a wire: a window of chunk numbers cut into bins, and how many chunks of each bin are in which state.
// Neighbouring bins with the same counts are one run, so that what is done, and what nobody has begun, costs a few numbers.
import * as z from 'zod/mini';
import { MAX_CHUNKS } from './job.ts';

/** In the order of a run's counts. `recorded`: on disk and not yet accepted. */
export const CHUNK_STATES = ['pending', 'leased', 'recorded', 'accepted', 'failed'] as const;
export type ChunkState = (typeof CHUNK_STATES)[number];

export const MAX_BINS = 4096;

/** The window that is asked for; left out: all chunks. It is cut to what the job has. */
export const ChunkMapQuery = z.object({
  first: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(MAX_CHUNKS)), 0),
  count: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_CHUNKS))),
  bins: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_BINS)), 1024),
});
export type ChunkMapQuery = z.infer<typeof ChunkMapQuery>;

const n = z.int().check(z.gte(0));

/** How many bins are alike, then how many chunks of each of them are in each state. */
export const ChunkRun = z.tuple([n, n, n, n, n, n]);
export type ChunkRun = z.infer<typeof ChunkRun>;

export const ChunkMap = z.object({
  first: n,
  count: n,
  /** Chunks in a bin; the last one may have fewer. */
  binSize: n,
  runs: z.array(ChunkRun),
});
export type ChunkMap = z.infer<typeof ChunkMap>;

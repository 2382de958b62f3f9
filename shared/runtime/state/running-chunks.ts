// The runs that occupy a device's threads: one chunk, or many tiny ones in ascending order. Pure state; each thread is a slot.
import type { ChunkRange, Holding } from '../../contract/chunk.ts';
import type { JobNumber } from '../../contract/ids.ts';
import { addRange } from './chunk-ranges.ts';
import type { HeldLease, HeldLeases, Pick } from './held-leases.ts';

export interface Run {
  id: number;
  /** Its thread, or null once that is free again and only the result's upload is left. */
  slot: number | null;
  held: HeldLease;
  first: number;
  /** The first chunk that is not finished, and the end of the run. */
  next: number;
  end: number;
  many: boolean;
  since: number;
}

/** So many results per thread may be on their way up while their threads compute on. */
const UPLOADS_PER_THREAD = 1;

export const unfinishedOf = (run: Run): ChunkRange => ({ first: run.next, count: run.end - run.next });

export function createRunningChunks() {
  /** By number; numbers ascend, so the oldest comes first. */
  const runs = new Map<number, Run>();
  let lastId = 0;

  return {
    all: () => runs.values(),
    get: (id: number) => runs.get(id),
    count: () => runs.size,
    oldest: (): Run | undefined => runs.values().next().value,
    end: (run: Run) => void runs.delete(run.id),
    freeThread: (run: Run) => void (run.slot = null),

    start(slot: number, { held, first, count, many }: Pick, now: number): Run {
      const run: Run = { id: ++lastId, slot, held, first, next: first, end: first + count, many, since: now };
      runs.set(run.id, run);
      return run;
    },

    idleSlots(threads: number): number[] {
      const busy = new Set(Array.from(runs.values(), (run) => run.slot));
      const room = Math.max(0, threads * (1 + UPLOADS_PER_THREAD) - runs.size);
      return Array.from({ length: threads }, (_, slot) => slot)
        .filter((slot) => !busy.has(slot))
        .slice(0, room);
    },

    /** Chunks that run and are not finished. */
    chunks: () => Array.from(runs.values()).reduce((sum, run) => sum + run.end - run.next, 0),

    /** Those of one job and generation. */
    rangesOf: (job: JobNumber, generation: number): ChunkRange[] =>
      Array.from(runs.values())
        .filter(({ held }) => held.lease.job === job && held.lease.generation === generation)
        .map(unfinishedOf),

    isRunning: (job: JobNumber, range: ChunkRange) =>
      Array.from(runs.values()).some(
        (run) => run.held.lease.job === job && run.next < range.first + range.count && run.end > range.first,
      ),

    /** What a hello names: chunks that are not finished, running or not [P18]. */
    holding: (leases: HeldLeases): Holding[] =>
      leases.all().flatMap((held) => {
        const { job, generation, leaseId } = held.lease;
        let ranges: ChunkRange[] = held.unstarted;
        for (const run of runs.values()) if (run.held === held) ranges = addRange(ranges, unfinishedOf(run));
        return ranges.map((range) => ({ job, generation, leaseId, ...range }));
      }),
  };
}

// The leases a device holds: which chunks are not started, in ascending order, and how long one takes. Pure state; what
// happens to chunks that run is the business of work-at-hand.ts.
import type { ChunkRange, Lease } from '../../contract/chunk.ts';
import type { JobNumber } from '../../contract/ids.ts';
import { addRange, clipRanges, countChunks, subtractRange } from './chunk-ranges.ts';

export interface HeldLease {
  readonly lease: Lease;
  /** Not started. */
  unstarted: ChunkRange[];
  running: number;
  /** Its chunks are run one by one: a run of many came to grief. */
  single: boolean;
  /** Measured ms of one chunk at full duty; at first what the coordinator expects. */
  chunkMs: number;
}

/** Chunks that take longer are run one by one; shorter ones many in a run of about that long. */
const TINY_MS = 10;
const RUN_MS = 50;
const LONGEST_RUN = 4096;
/** Before anything was measured. */
const FIRST_RUN = 64;
const SMOOTHING = 0.3;

export interface Pick {
  held: HeldLease;
  first: number;
  count: number;
  many: boolean;
}

export function createHeldLeases() {
  let leases: HeldLease[] = [];
  const measured = new Set<HeldLease>();

  const isOf = (job: JobNumber, generation: number) => (held: HeldLease) =>
    held.lease.job === job && held.lease.generation === generation;
  const prune = () => {
    leases = leases.filter((held) => held.running > 0 || held.unstarted.length > 0);
    for (const held of measured) if (!leases.includes(held)) measured.delete(held);
  };

  return {
    all: (): readonly HeldLease[] => leases,
    unstarted: () => leases.reduce((sum, held) => sum + countChunks(held.unstarted), 0),

    /** Takes a lease. Chunks that are held already, under whatever lease, are not taken twice. `taken` are those that run. */
    add(lease: Lease, taken: readonly ChunkRange[]): HeldLease | null {
      let unstarted: ChunkRange[] = [{ first: lease.first, count: lease.count }];
      for (const held of leases.filter(isOf(lease.job, lease.generation))) {
        for (const range of held.unstarted) unstarted = subtractRange(unstarted, range);
      }
      for (const range of taken) unstarted = subtractRange(unstarted, range);
      if (unstarted.length === 0) return null;
      const held: HeldLease = {
        lease,
        unstarted,
        running: 0,
        single: lease.chunks !== null,
        chunkMs: lease.expectedSeconds * 1000,
      };
      leases.push(held);
      return held;
    },

    /** The next chunks to run: the lowest of the lease that came first. `share` is among how many idle threads they are. */
    pick(share: number): Pick | null {
      const held = leases.find((candidate) => candidate.unstarted.length > 0);
      const range = held?.unstarted[0];
      if (!held || !range) return null;
      const many = !held.single && held.chunkMs < TINY_MS;
      const fitting = measured.has(held) ? Math.floor(RUN_MS / Math.max(held.chunkMs, 0.001)) : FIRST_RUN;
      const count = many ? Math.max(1, Math.min(fitting, LONGEST_RUN, Math.ceil(range.count / share))) : 1;
      held.unstarted = subtractRange(held.unstarted, { first: range.first, count });
      held.running += count;
      return { held, first: range.first, count, many };
    },

    measure(held: HeldLease, chunks: number, ms: number) {
      if (chunks === 0) return;
      const each = ms / chunks;
      held.chunkMs = measured.has(held) ? held.chunkMs + (each - held.chunkMs) * SMOOTHING : each;
      if (leases.includes(held)) measured.add(held);
    },

    finish(held: HeldLease, chunks: number) {
      held.running -= chunks;
      prune();
    },

    putBack(held: HeldLease, range: ChunkRange) {
      held.running -= range.count;
      if (leases.includes(held)) held.unstarted = addRange(held.unstarted, range);
      prune();
    },

    /** Gives up what is not started and lies in `ask`; null when no such lease is held. */
    takeBack(ask: { leaseId: number; job: JobNumber } & ChunkRange): ChunkRange[] | null {
      const asked = leases.filter((held) => held.lease.leaseId === ask.leaseId && held.lease.job === ask.job);
      if (asked.length === 0) return null;
      let released: ChunkRange[] = [];
      for (const held of asked) {
        for (const range of clipRanges(held.unstarted, ask)) released = addRange(released, range);
        held.unstarted = subtractRange(held.unstarted, ask);
      }
      prune();
      return released;
    },

    /** Gives up everything not started, lease by lease. */
    release(): { lease: Lease; ranges: ChunkRange[] }[] {
      const released = leases
        .filter((held) => held.unstarted.length > 0)
        .map((held) => ({ lease: held.lease, ranges: held.unstarted }));
      for (const held of leases) held.unstarted = [];
      prune();
      return released;
    },

    /** Forgets the job up to this generation; its running chunks are the caller's. */
    drop(job: JobNumber, generation: number) {
      leases = leases.filter((held) => held.lease.job !== job || held.lease.generation > generation);
      prune();
    },
  };
}

export type HeldLeases = ReturnType<typeof createHeldLeases>;

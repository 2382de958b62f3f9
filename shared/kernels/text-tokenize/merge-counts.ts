// Adds up counts without end in bounded memory (lossy counting, Manku and Motwani 2002): past two million different entries the rarest
// are let go, and it is known by how much any count can be off.

/** Some 200 MB. */
const MOST_ENTRIES = 2_000_000;

export interface MergedCounts {
  add(key: string, count: number): void;
  counts: ReadonlyMap<string, number>;
  /** Counts are right, or too high by at most this, and rarer ones may be missing. 0: nothing was let go. */
  offBy(): number;
}

export function openMergedCounts(most = MOST_ENTRIES): MergedCounts {
  const counts = new Map<string, number>();
  let floor = 0;
  const letGo = () => {
    while (counts.size > most * 0.75) {
      floor++;
      for (const [key, count] of counts) if (count <= floor) counts.delete(key);
    }
  };
  return {
    counts,
    add(key, count) {
      // What comes may have been let go before, at most so often.
      counts.set(key, (counts.get(key) ?? floor) + count);
      if (counts.size > most) letGo();
    },
    offBy: () => floor,
  };
}

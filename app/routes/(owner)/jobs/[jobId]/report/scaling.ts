// How much the swarm helped, from what each device did: speed against the best single one, what of their power was used, what was spent waiting.
// Pure. Counted in chunks, as if all cost the same.
import type { JobShare } from '#shared/contract/job.ts';

export interface Scaling {
  /** How many times as fast as the best device alone would have been. */
  speedUp: number;
  best: string;
  /** Part of what all of them together could have done, 0 to 1. */
  efficiency: number;
  /** Part of their threads' time in which no chunk was computed, 0 to 1. */
  waiting: number;
  /** Devices whose number of threads is not known any more; their own share stands for what they could do. */
  guessed: number;
}

/** Below this it is start and end that are measured. */
const LEAST_BUSY_SECONDS = 3;

/** null: too little was measured to say anything. `seconds` is how long the job ran. */
export function measureScaling(shares: readonly JobShare[], seconds: number): Scaling | null {
  const worked = shares.filter((share) => share.chunks > 0 && share.cpuSeconds > 0);
  const busy = worked.reduce((sum, share) => sum + share.cpuSeconds, 0);
  if (busy < LEAST_BUSY_SECONDS || seconds <= 0) return null;
  const total = worked.reduce((sum, share) => sum + share.chunks, 0);
  const able = worked.map((share) => ({ share, ...abilityOf(share, seconds) }));
  const best = able.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
  const possible = able.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const threads = able.reduce((sum, one) => sum + one.threads, 0);
  const speed = total / seconds;
  return {
    speedUp: speed / best.perSecond,
    best: best.share.name,
    efficiency: Math.min(1, speed / possible),
    waiting: Math.max(0, 1 - busy / (threads * seconds)),
    guessed: worked.filter((share) => !share.threads).length,
  };
}

/** What it does in a second with all its threads at work: at the pace measured while it computed. */
function abilityOf({ chunks, cpuSeconds, threads }: JobShare, seconds: number) {
  // A device that left was working all the time it was there, for all that is known.
  const assumed = threads || Math.max(1, Math.ceil(cpuSeconds / seconds));
  return { threads: assumed, perSecond: (chunks / cpuSeconds) * assumed };
}

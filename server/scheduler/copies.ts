// Backup copies: a chunk that runs much longer than it should goes to an idle device as well, and the first valid result counts. A device
// that hangs, or that took work it will never do, so costs a second and not the job.
import { isAvoided, isRisky } from './chunk.ts';
import { isAllClaimed, secondsFor } from './demand.ts';
import { expectedOf, grantLease, holdsRisky, runningChunks } from './lease.ts';
import { isFit, widthOf } from './power.ts';
import type { Device, Lease, Turn } from './swarm-state.ts';

/** LATE (Zaharia 2008) and Spark: copy what runs 1.5 × as long as it should, but not before a second. */
const SLOW_FACTOR = 1.5;
const SLOW_MS = 1_000;

export interface Straggler {
  lease: Lease;
  index: number;
  ranMs: number;
  overdueMs: number;
}

/** Chunks that run far too long, worst first. Each further copy waits for the last one to be late as well [L11]. */
export function findStragglers(turn: Turn, holders: readonly Device[]): Straggler[] {
  const found: Straggler[] = [];
  for (const device of holders) {
    for (const { lease, index } of runningChunks(device)) {
      const { job, span } = lease;
      if (!isAllClaimed(job) || span.holder?.[index - span.first] !== lease.id) continue;
      const copies = job.copies.get(index) ?? [];
      const ranMs = turn.now - (copies[copies.length - 1] ?? lease).progressAt;
      const expectedMs = (lease.expectedSeconds * 1000 * device.status.threads) / widthOf(device);
      if (ranMs < SLOW_MS * (copies.length + 1) ** 2 || ranMs < expectedMs * SLOW_FACTOR) continue;
      found.push({ lease, index, ranMs, overdueMs: ranMs - expectedMs });
    }
  }
  return found.sort((a, b) => b.overdueMs - a.overdueMs);
}

/** Gives the idle device a copy of the worst straggler that it may have and can help with; takes it off the list. */
export function copyStraggler(turn: Turn, idle: Device, stragglers: Straggler[]): boolean {
  const at = stragglers.findIndex((one) => helps(idle, one));
  const [straggler] = at < 0 ? [] : stragglers.splice(at, 1);
  if (!straggler) return false;
  const { lease, index } = straggler;
  const expectedSeconds = expectedOf(lease.job, idle, index, index + 1);
  grantLease(
    turn,
    {
      device: idle,
      span: lease.span,
      first: index,
      end: index + 1,
      expectedSeconds,
      risky: isRisky(lease.job.history.get(index)),
    },
    true,
  );
  return true;
}

function helps(idle: Device, { lease, index, ranMs }: Straggler): boolean {
  const { job } = lease;
  // Released meanwhile, e.g. recorded or taken back in this turn.
  if (lease.left === 0 || lease.device === idle || !isFit(idle, job)) return false;
  if (job.copies.get(index)?.some((copy) => copy.device === idle)) return false;
  const history = job.history.get(index);
  if (history && (isAvoided(history, idle) || (isRisky(history) && holdsRisky(idle)))) return false;
  // A slower device helps only where the time already lost is longer than all it needs.
  return secondsFor(idle, job, index, 1) * 1000 <= ranMs;
}

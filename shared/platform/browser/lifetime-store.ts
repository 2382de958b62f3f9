// What this browser has given in its life as one device, over reloads and closed tabs: kept in IndexedDB every few seconds, so that at most
// those are lost with a tab that is killed. Joining as another device begins anew.
import type { DeviceId } from '../../contract/ids.ts';
import type { ContributionStatus } from '../../runtime/contribution-view.ts';
import type { CoveyDatabase, StoredLifetime } from './database.ts';

export type Lifetime = Omit<StoredLifetime, 'deviceId'>;

type Counters = Pick<ContributionStatus, 'chunksDone' | 'cpuSeconds' | 'bytesDone'>;

export interface LifetimeMeter {
  /** The counters of this contribution, which begin at 0 with it. */
  look(counters: Counters): Lifetime;
  /** Resolves when what was counted is kept. */
  keep(): Promise<void>;
}

const KEEP_EVERY_MS = 3_000;

/** `now` is UTC ms. */
export async function openLifetime(
  database: CoveyDatabase,
  deviceId: DeviceId,
  now: () => number,
): Promise<LifetimeMeter> {
  const kept = await database.get('lifetime', 'self');
  const before = kept?.deviceId === deviceId ? kept : { since: now(), chunks: 0, cpuSeconds: 0, bytes: 0 };
  let total: Lifetime = { ...before };
  let keptAt = now();
  let isKept = true;

  async function keep(): Promise<void> {
    if (isKept) return;
    isKept = true;
    keptAt = now();
    await database.put('lifetime', { ...total, deviceId }, 'self');
  }

  return {
    look({ chunksDone, cpuSeconds, bytesDone }) {
      const next: Lifetime = {
        since: before.since,
        chunks: before.chunks + chunksDone,
        cpuSeconds: before.cpuSeconds + cpuSeconds,
        bytes: before.bytes + bytesDone,
      };
      isKept &&= next.chunks === total.chunks && next.cpuSeconds === total.cpuSeconds;
      total = next;
      // a full disk costs the counters, not the work
      if (!isKept && now() - keptAt >= KEEP_EVERY_MS) void keep().catch(() => undefined);
      return total;
    },
    keep,
  };
}

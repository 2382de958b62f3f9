// Removes parts that nothing refers to any more and that nobody touched for a day (an upload may take that long), and what crashes left
// half-written.
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../observe/log.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import { repeat, type Repeated } from './repeat.ts';

const GRACE_MS = 24 * 3_600_000;
const EVERY_MS = 3_600_000;

interface Parts {
  blobs: BlobStore;
  store(): Store;
  /** Scripts of the built kernels and of live jobs are used without being referred to. */
  inUse(): Iterable<Sha256>;
  utc(): number;
  log: Log;
}

export function makeGarbageCollection({ blobs, store, inUse, utc, log }: Parts): Repeated<number> {
  async function collect(): Promise<number> {
    const used = new Set(inUse());
    const removed = await blobs.collect(utc() - GRACE_MS, (parts) =>
      store().unreferenced(parts.filter((sha) => !used.has(sha))),
    );
    if (removed > 0) log('info', 'removed parts that nothing needs any more', { parts: removed });
    return removed;
  }

  return repeat(collect, { everyMs: EVERY_MS, what: 'remove unused parts', log });
}

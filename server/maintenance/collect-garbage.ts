// Removes parts that nothing refers to any more and that nobody touched for a day (an upload may take that long), and what crashes left
// half-written. Runs now and then; one run at a time; stop() waits for it.
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../observe/log.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';

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

export interface GarbageCollection {
  start(): void;
  runOnce(): Promise<number>;
  stop(): Promise<void>;
}

export function makeGarbageCollection({ blobs, store, inUse, utc, log }: Parts): GarbageCollection {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<number> | null = null;

  async function collect(): Promise<number> {
    const used = new Set(inUse());
    const removed = await blobs.collect(utc() - GRACE_MS, (parts) =>
      store().unreferenced(parts.filter((sha) => !used.has(sha))),
    );
    if (removed > 0) log('info', 'removed parts that nothing needs any more', { parts: removed });
    return removed;
  }

  const runOnce = () => (running ??= collect().finally(() => (running = null)));

  return {
    start() {
      timer ??= setInterval(
        () =>
          void runOnce().catch((error: unknown) =>
            log('warn', 'could not remove unused parts', { reason: String(error) }),
          ),
        EVERY_MS,
      );
      timer.unref();
    },
    runOnce,
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
      await running?.catch(() => undefined);
    },
  };
}

// One tab contributes at a time. Where the browser has locks (secure origins) the browser itself hands the turn on when a tab
// closes; on plain http a record in IndexedDB says whose turn it is and until when.
import type { CoveyDatabase } from './database.ts';

/** A turn that was not renewed for so long is over. */
const TERM_MS = 6_000;
const RENEW_MS = 1_500;

/** Resolves with what gives the turn back, once it is this tab's turn. Rejects when the signal says so. */
export function waitForTurn(database: CoveyDatabase, signal: AbortSignal): Promise<() => void> {
  const { locks } = navigator as Navigator & { locks?: LockManager };
  return locks ? waitForLock(locks, signal) : waitForRecord(database, signal);
}

function waitForLock(locks: LockManager, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    locks
      .request(
        'covey-contributing',
        { signal },
        () => new Promise<void>((release) => resolve(() => release())),
      )
      .catch(reject);
  });
}

async function waitForRecord(database: CoveyDatabase, signal: AbortSignal): Promise<() => void> {
  const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join('');
  while (!(await takeRecord(database, tab))) {
    await new Promise((resolve) => setTimeout(resolve, RENEW_MS));
    signal.throwIfAborted();
  }
  const timer = setInterval(() => void takeRecord(database, tab), RENEW_MS);
  return () => {
    clearInterval(timer);
    void dropRecord(database, tab);
  };
}

/** Takes or renews the turn in one transaction, so that of two tabs only one gets it. */
async function takeRecord(database: CoveyDatabase, tab: string): Promise<boolean> {
  const transaction = database.transaction('turn', 'readwrite');
  const held = await transaction.store.get('contributing');
  const isFree = !held || held.tab === tab || held.until < Date.now() || held.until > Date.now() + TERM_MS;
  if (isFree) await transaction.store.put({ tab, until: Date.now() + TERM_MS }, 'contributing');
  await transaction.done;
  return isFree;
}

async function dropRecord(database: CoveyDatabase, tab: string): Promise<void> {
  const transaction = database.transaction('turn', 'readwrite');
  const held = await transaction.store.get('contributing');
  if (held?.tab === tab) await transaction.store.delete('contributing');
  await transaction.done;
}

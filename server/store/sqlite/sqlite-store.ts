// The default store: one SQLite file in the data directory, written by one thread and read by another. This side only carries
// arguments; it copies the bytes of a tick once, so that the caller may go on using its own.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { Store } from '../store.ts';
import type { Synchronous } from './database.ts';
import { startThread, type ThreadCaller } from './thread-caller.ts';

export interface SqliteStoreOptions {
  /** Default FULL: a commit survives a power cut. NORMAL survives only the process. */
  synchronous?: Synchronous;
  /** The database file grows no further; beyond it commits are `disk-full`. Default: no limit but the disk's. */
  maxBytes?: number;
}

/** Starts nothing; `open` does. */
export function openSqliteStore(dir: string, options: SqliteStoreOptions = {}): Store {
  const settings = {
    dir,
    synchronous: options.synchronous ?? 'FULL',
    maxBytes: options.maxBytes ?? null,
  } as const;
  let writer: ThreadCaller | null = null;
  let reader: ThreadCaller | null = null;
  let opened = false;
  let closing: Promise<void> | null = null;

  const refuseClosed = (): void => {
    if (closing) throw new CoveyError('stopping', 'the store is closed');
  };
  const write = (): ThreadCaller => {
    refuseClosed();
    return (writer ??= startThread({ ...settings, role: 'writer' }));
  };
  const read = (): ThreadCaller => {
    refuseClosed();
    if (!opened) throw new Error('the store is not open');
    return (reader ??= startThread({ ...settings, role: 'reader' }));
  };

  return {
    async open(claim) {
      const outcome = await write().call('open', [claim]);
      if (outcome.kind === 'opened') opened = true;
      return outcome;
    },
    async commit(changes, now) {
      const transfer: ArrayBuffer[] = [];
      return write().call('commit', [changes.map((change) => ownBytes(change, transfer)), now], transfer);
    },
    claimSpan: async (job, now) => write().call('claimSpan', [job, now]),
    readResult: async (...args) => read().call('readResult', args),
    readResults: async (...args) => read().call('readResults', args),
    findTouched: async (...args) => read().call('findTouched', args),
    readPayload: async (...args) => read().call('readPayload', args),
    listExceptions: async (...args) => read().call('listExceptions', args),
    listSpans: async (...args) => read().call('listSpans', args),
    listShares: async (...args) => read().call('listShares', args),
    listJobs: async () => read().call('listJobs', []),
    unreferenced: async (...args) => read().call('unreferenced', args),
    readAudit: async (...args) => read().call('readAudit', args),
    close() {
      // The reader first: the last connection to close puts the log back into the file, and only a writer can.
      closing ??= (async () => {
        await reader?.stop();
        await writer?.stop();
      })();
      return closing;
    },
  };
}

/** The change with bytes of its own, in buffers of exactly their size that can be handed over. */
function ownBytes(change: Change, transfer: ArrayBuffer[]): Change {
  const own = (bytes: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(bytes);
    transfer.push(copy.buffer);
    return copy;
  };
  switch (change.type) {
    case 'segmentAdded':
      return { ...change, body: own(change.body) };
    case 'spanChanged': {
      const { recorded, accepted } = change.row;
      return {
        ...change,
        row: { ...change.row, recorded: recorded && own(recorded), accepted: accepted && own(accepted) },
      };
    }
    case 'jobIndexed':
      return { ...change, index: own(change.index) };
    case 'jobAdded': {
      const { input, index } = change.payload;
      return { ...change, payload: { ...change.payload, input: own(input), index: own(index) } };
    }
    default:
      return change;
  }
}

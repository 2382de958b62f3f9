// The half of the engine that owns and writes, synchronous. It opens the file when it is asked to own it, never earlier.
//
//   idle ──open──▶ owner ──0 rows renewed──▶ fenced (for ever)
//    ▲───────────────┴──────────close────────────┘
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { DeviceNumber, JobNumber } from '../../../shared/contract/ids.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { SpanRow } from '../../scheduler/rows.ts';
import type { Claim, Opened } from '../store.ts';
import { applyChange } from './apply-change.ts';
import { type Database, openDatabase, type Synchronous } from './database.ts';
import { migrate, refuseNewer, schemaVersion } from './migrate.ts';
import { makeOwnership, type Owner } from './ownership.ts';
import { isBusy } from './sqlite-errors.ts';
import { migrations } from './schema.ts';
import { makeTables, type Tables } from './tables/tables.ts';

export interface WriterOptions {
  synchronous: Synchronous;
  maxBytes: number | null;
  random(n: number): Uint8Array;
}

type State = { kind: 'idle' } | { kind: 'owner'; epoch: number; termMs: number } | { kind: 'fenced' };

/** What a writer has open; tests build engines with a part of it missing from here. */
export interface OpenFile {
  db: Database;
  tables: Tables;
}

export interface Writer {
  open(claim: Claim): Opened;
  commit(changes: readonly Change[], now: number): 'committed' | 'fenced';
  claimSpan(job: JobNumber, now: number): SpanRow | null | 'fenced';
  /** Null until opened. */
  file(): OpenFile | null;
  close(): void;
}

export function makeWriter(dir: string, options: WriterOptions): Writer {
  let state: State = { kind: 'idle' };
  let file: OpenFile | null = null;

  /** The transaction every write is: the fence first, then `work`. */
  function own<T>(now: number, work: (file: OpenFile, epoch: number) => T): T | 'fenced' {
    if (state.kind === 'fenced') return 'fenced';
    if (state.kind === 'idle' || !file) throw new Error('the store is not open');
    const { epoch, termMs } = state;
    const { db, tables } = file;
    const outcome = db.write(() =>
      makeOwnership(db).renew(epoch, Math.ceil(now + termMs)) ? { value: work({ db, tables }, epoch) } : null,
    );
    if (outcome) return outcome.value;
    state = { kind: 'fenced' };
    return 'fenced';
  }

  function take(db: Database, claim: Claim): Opened {
    const version = schemaVersion(db);
    refuseNewer(version);
    const ownership = makeOwnership(db);
    const present = version > 0 ? ownership.present() : undefined;
    const mine = state.kind === 'owner' && present?.epoch === state.epoch;
    if (present && !mine && !claim.force && present.deadline > claim.now) return busy(present);
    if (version < migrations.length) migrate(db, version);
    const tables = makeTables(db);
    tables.swarms.makeFirst(options.random);
    const epoch = ownership.take(claim);
    file = { db, tables };
    state = { kind: 'owner', epoch, termMs: claim.termMs };
    return { kind: 'opened', ...readAll(tables, epoch) };
  }

  return {
    open(claim) {
      if (state.kind === 'fenced')
        throw new CoveyError('fenced', 'this store was taken over; open a new one');
      const db = file?.db ?? openDatabase(dir, { ...options, readOnly: false });
      const before = { state, file };
      try {
        const opened = db.write(() => take(db, claim));
        if (!file) db.close();
        return opened;
      } catch (error) {
        ({ state, file } = before);
        const present = isBusy(error) ? makeOwnership(db).present() : undefined;
        if (!file) db.close();
        if (present) return busy(present);
        throw error;
      }
    },
    commit: (changes, now) =>
      own<'committed'>(now, ({ tables }, epoch) => {
        for (const change of changes) applyChange(tables, change, epoch);
        return 'committed';
      }),
    claimSpan: (job, now) => own(now, ({ tables }) => tables.spans.claim(job)),
    file: () => file,
    close() {
      try {
        if (file && state.kind === 'owner') makeOwnership(file.db).renew(state.epoch, 0);
      } catch {
        // Nothing could be written (a full disk, a foreign lock): the deadline passes by itself.
      } finally {
        file?.db.close();
        file = null;
        state = { kind: 'idle' };
      }
    },
  };
}

const busy = ({ holder, deadline }: Owner): Opened => ({ kind: 'busy', holder, deadline });

function readAll(tables: Tables, epoch: number): Omit<Extract<Opened, { kind: 'opened' }>, 'kind'> {
  const { serverId, nextJob, nextDevice } = tables.swarms.identity();
  return {
    serverId,
    nextJob: nextJob as JobNumber,
    nextDevice: nextDevice as DeviceNumber,
    persons: tables.persons.list(),
    memberships: tables.memberships.list(),
    sessions: tables.sessions.list(),
    passkeys: tables.passkeys.list(),
    tokens: tables.tokens.list(),
    invitations: tables.invitations.list(),
    invites: tables.invites.list(),
    bans: tables.bans.list(),
    restored: {
      epoch,
      swarms: tables.swarms.list(),
      jobs: tables.jobs.list(),
      spans: tables.spans.listLive(),
      free: tables.jobs.listFree(),
      exceptions: tables.exceptions.listLive(),
      devices: tables.devices.list(),
      shares: tables.shares.listAll(),
    },
  };
}

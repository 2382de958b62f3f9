// One connection to the database file: the settings every connection needs, a cache of prepared statements with typed rows, and
// transactions. A writing transaction is always IMMEDIATE: it has the write lock before it reads anything.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { isBusy } from './sqlite-errors.ts';

export type Synchronous = 'FULL' | 'NORMAL';

export interface DatabaseOptions {
  /** FULL: a commit is on the disk, power cut included. NORMAL: it survives the process, not the power. */
  synchronous: Synchronous;
  /** The database file grows no further than this; beyond it a commit is `disk-full`. */
  maxBytes: number | null;
  readOnly: boolean;
}

/** A prepared statement whose rows are R: the SQL that it was made from says so. */
export interface Statement<R> {
  get(...values: SQLInputValue[]): R | undefined;
  get(named: Record<string, SQLInputValue>): R | undefined;
  all(...values: SQLInputValue[]): R[];
  iterate(...values: SQLInputValue[]): IterableIterator<R>;
  run(...values: SQLInputValue[]): { changes: number | bigint };
  run(named: Record<string, SQLInputValue>): { changes: number | bigint };
}

export interface Database {
  sql<R = never>(text: string): Statement<R>;
  /** Statements that are run once and take nothing. */
  exec(text: string): void;
  /** Runs `work` in a transaction that holds the write lock; a throw undoes all of it. */
  write<T>(work: () => T): T;
  /** Runs `work` on one unchanging view of the data. */
  read<T>(work: () => T): T;
  close(): void;
}

/** How long to wait for another process's transaction, ms. */
const BUSY_MS = 3_000;
/** What the log is cut back to after one large commit has made it longer. */
const LOG_BYTES = 64 * 1024 * 1024;

export const databaseFile = (dir: string) => join(dir, 'covey.sqlite');

export function openDatabase(dir: string, options: DatabaseOptions): Database {
  if (!options.readOnly) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const connection = new DatabaseSync(databaseFile(dir), { readOnly: options.readOnly, timeout: BUSY_MS });
  try {
    if (!options.readOnly) {
      enterWal(connection);
      connection.exec(
        `PRAGMA synchronous = ${options.synchronous}; PRAGMA journal_size_limit = ${LOG_BYTES}`,
      );
      if (options.maxBytes !== null) limitSize(connection, options.maxBytes);
    }
  } catch (error) {
    connection.close();
    throw error;
  }
  const statements = new Map<string, StatementSync>();
  const transact = <T>(begin: string, work: () => T): T => {
    connection.exec(begin);
    try {
      const value = work();
      connection.exec('COMMIT');
      return value;
    } catch (error) {
      // SQLite has already rolled back by itself after some errors (a full disk is one).
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    sql<R>(text: string) {
      let statement = statements.get(text);
      if (!statement) statements.set(text, (statement = connection.prepare(text)));
      return statement as unknown as Statement<R>;
    },
    exec: (text) => connection.exec(text),
    write: (work) => transact('BEGIN IMMEDIATE', work),
    read: (work) => transact('BEGIN', work),
    close() {
      if (connection.isOpen) connection.close();
    },
  };
}

/** The switch to WAL takes an exclusive lock and does not always wait for it, so two first starts at once may need a few tries. */
function enterWal(connection: DatabaseSync): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; ; tries++) {
    try {
      connection.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || tries >= 100) throw error;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

function limitSize(connection: DatabaseSync, maxBytes: number): void {
  const { page_size: page } = connection.prepare('PRAGMA page_size').get() as { page_size: number };
  connection.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / page))}`);
}

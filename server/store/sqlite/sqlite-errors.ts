// What SQLite's result codes mean to the rest of Covey. Codes: https://sqlite.org/rescode.html
import { CoveyError } from '../../../shared/contract/errors.ts';

const BUSY = 5;
const FULL = 13;
/** The WAL index could not grow: in practice the file system is full. */
const IOERR_SHMSIZE = 4874;

const resultCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;

/** Another connection holds the lock. */
export const isBusy = (error: unknown) => (resultCode(error) & 0xff) === BUSY;

const isFull = (error: unknown) =>
  (resultCode(error) & 0xff) === FULL ||
  resultCode(error) === IOERR_SHMSIZE ||
  (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'));

/** A full disk as a CoveyError; everything else as it is. */
export function explainError(error: unknown): unknown {
  return isFull(error)
    ? new CoveyError('disk-full', 'no room left for the database', { cause: error })
    : error;
}

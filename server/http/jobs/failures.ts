// What is said of chunks that failed, or went wrong and were tried again. A chunk that was only asked about elsewhere did not go wrong [V9].
import type { ExceptionRow } from '../../scheduler/rows.ts';

/** Results that nothing was said against. Where no majority came about all of them went wrong. */
const heard = ({ lastCode, votes }: ExceptionRow) => (lastCode === 'no-agreement' ? 0 : votes.length);

export function failuresOf(rows: readonly ExceptionRow[]) {
  return rows
    .filter((row) => row.failed || row.lastCode !== '')
    .map((row) => ({
      index: row.index,
      attempts: Math.max(0, row.attempt - heard(row)) + row.crashes + row.threwOn.length,
      code: row.failed ? row.lastCode : 'retried',
      message: row.lastMessage,
    }));
}

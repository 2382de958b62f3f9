// People as everybody asks for them: what was decided holds at once, so that nothing one-time is used twice, and is taken back when it
// cannot be written. Two copies: `now` and what is known to be on disk.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { StoredAccess } from '../../store/store.ts';
import { applyChange, copyRows, findOrphan, makePeopleState, type PeopleState } from './people-state.ts';

export interface Ledger {
  /** To be read only; `commit` changes it. */
  readonly now: PeopleState;
  /**
   * Changes people and writes it down, with whatever else (`audited`, …) belongs into the same transaction. Holds when it returns, is on disk
   * when it resolves. When it rejects, nothing of it is true any more. @throws CoveyError `wrong-state` when somebody it is about was removed.
   */
  commit(changes: readonly Change[]): Promise<void>;
}

export function makeLedger(
  stored: StoredAccess,
  persist: (changes: readonly Change[]) => Promise<void>,
): Ledger {
  const now = makePeopleState(stored);
  const onDisk = makePeopleState(stored);
  return {
    now,
    async commit(changes) {
      const orphan = findOrphan(now, changes);
      if (orphan) throw new CoveyError('wrong-state', orphan);
      const touched = changes.flatMap((change) => applyChange(now, change));
      try {
        await persist(changes);
      } catch (error) {
        // commits fail in order and all that wait fail together, so what is on disk is the truth again
        copyRows(now, onDisk, touched);
        throw error;
      }
      for (const change of changes) applyChange(onDisk, change);
    },
  };
}

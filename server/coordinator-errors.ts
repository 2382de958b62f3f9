// What people and devices are told when a coordinator cannot go on, and how a surprise becomes such an error.
import { CoveyError } from '../shared/contract/errors.ts';

export const fencedError = () =>
  new CoveyError('fenced', 'another coordinator took over this data directory');

/** Somebody who is silent and still cannot be replaced was frozen in the middle of a write: the database stays locked until it ends. */
export const inUse = (holder: string, isSilent: boolean) =>
  new CoveyError(
    'wrong-state',
    `the data directory is in use by ${holder}` +
      (isSilent ? ', which does not answer and was stopped in the middle of a write' : ''),
    {
      hint: isSilent
        ? 'End it with kill -9, then start again.'
        : 'Stop that one first, or choose another directory with --data.',
    },
  );

export function asCoveyError(error: unknown): CoveyError {
  if (error instanceof CoveyError) return error;
  return new CoveyError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}

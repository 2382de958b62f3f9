// Counts failures per address and refuses for a while after too many. Successes cost nothing: thirty phones behind one address may join.
import { CoveyError } from '../../shared/contract/errors.ts';

const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

export interface AttemptsLimit {
  /** @throws CoveyError `too-many-requests` */
  check(address: string): void;
  failed(address: string): void;
}

export function makeAttemptsLimit(utc: () => number, perMinute = 10): AttemptsLimit {
  const failures = new Map<string, { count: number; since: number }>();
  const current = (address: string) => {
    const entry = failures.get(address);
    return entry && utc() - entry.since < WINDOW_MS ? entry : undefined;
  };
  return {
    check(address) {
      if ((current(address)?.count ?? 0) >= perMinute)
        throw new CoveyError(
          'too-many-requests',
          `${perMinute} wrong attempts from ${address} within a minute`,
        );
    },
    failed(address) {
      const entry = current(address);
      if (entry) entry.count++;
      else {
        if (failures.size >= MAX_ADDRESSES) failures.clear();
        failures.set(address, { count: 1, since: utc() });
      }
    },
  };
}

// Counts wrong attempts to get in, and refuses typed codes for a while after too many. Only failures count: thirty phones behind one address
// may join. What is too long to be guessed (tokens of links, 128 bits and more) is looked at even while an address is blocked, so that a
// guesser locks out nobody who scans; its failures count all the same.
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { CoveyError, type ErrorCode, errorKinds } from '../../shared/contract/errors.ts';
import { addressGroup } from './client-address.ts';

export const ATTEMPTS = {
  perMinute: 10,
  perDay: 100,
  /** Typed codes of everybody together: many addresses guess no faster than this. */
  allPerMinute: 60,
  /** Requests to the routes that are open to all, right ones too; a class of three hundred joins in a minute. */
  openPerMinute: 600,
} as const;

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const ALL = 'all';

/** Who holds one of these knew it: a class that types yesterday's code guesses nothing. */
const ONCE_RIGHT: readonly ErrorCode[] = ['code-expired', 'code-used-up', 'code-revoked'];

const isWrong = (error: unknown) =>
  error instanceof CoveyError && errorKinds[error.code].status === 401 && !ONCE_RIGHT.includes(error.code);

export interface Attempts {
  /**
   * Runs an attempt of somebody at `address` and counts it when what was said is wrong (an error that answers 401).
   * @throws CoveyError `too-many-requests` instead of trying, for what can be guessed; and whatever the attempt throws
   */
  run<T>(address: string, secret: 'guessable' | 'unguessable', attempt: () => Promise<T>): Promise<T>;
  /** Takes one of the requests that an address has on open routes. @throws CoveyError `too-many-requests` */
  knock(address: string): Promise<void>;
}

export function makeAttempts(): Attempts {
  const minute = new RateLimiterMemory({ keyPrefix: 'minute', points: ATTEMPTS.perMinute, duration: MINUTE });
  const day = new RateLimiterMemory({ keyPrefix: 'day', points: ATTEMPTS.perDay, duration: DAY });
  const all = new RateLimiterMemory({ keyPrefix: 'all', points: ATTEMPTS.allPerMinute, duration: MINUTE });
  const open = new RateLimiterMemory({ keyPrefix: 'open', points: ATTEMPTS.openPerMinute, duration: MINUTE });

  async function isSpent(limiter: RateLimiterMemory, key: string): Promise<boolean> {
    return ((await limiter.get(key))?.consumedPoints ?? 0) >= limiter.points;
  }

  async function refuseGuesses(address: string, group: string): Promise<void> {
    const reason = (await isSpent(day, group))
      ? `${ATTEMPTS.perDay} wrong attempts from ${address} within a day`
      : (await isSpent(minute, group))
        ? `${ATTEMPTS.perMinute} wrong attempts from ${address} within a minute`
        : (await isSpent(all, ALL))
          ? `${ATTEMPTS.allPerMinute} wrong attempts within a minute, from several addresses`
          : null;
    if (reason !== null)
      throw new CoveyError('too-many-requests', `${reason}; codes are not looked at for a while`, {
        hint: 'Scan the QR code or open the link, which still work, or wait a minute and type the code again.',
      });
  }

  /** The tenth failure starts a whole minute of refusal, however the nine before it were spread. */
  async function count(group: string, isGuess: boolean): Promise<void> {
    const { consumedPoints } = await minute.penalty(group);
    if (consumedPoints === ATTEMPTS.perMinute) await minute.block(group, MINUTE);
    await day.penalty(group);
    if (isGuess) await all.penalty(ALL);
  }

  return {
    async run(address, secret, attempt) {
      const group = addressGroup(address);
      if (secret === 'guessable') await refuseGuesses(address, group);
      try {
        return await attempt();
      } catch (error) {
        if (isWrong(error)) await count(group, secret === 'guessable');
        throw error;
      }
    },
    async knock(address) {
      const { consumedPoints } = await open.penalty(addressGroup(address));
      if (consumedPoints > ATTEMPTS.openPerMinute)
        throw new CoveyError(
          'too-many-requests',
          `${ATTEMPTS.openPerMinute} requests from ${address} within a minute`,
        );
    },
  };
}

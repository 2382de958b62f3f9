// Tries something again while it may yet succeed: with growing pauses, each cut short at random so that many clients do not
// come back in step. What cannot succeed is thrown at once.
import { waitFor, type ClientPlatform } from './platform.ts';
import { mayTryAgain } from './send.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** ms to wait before attempt number `attempt` (1 is the first repetition): 100–200, 200–400, … up to 5 s. */
export function pauseBefore(attempt: number, random = Math.random()): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return full * (0.5 + random / 2);
}

/** `attempt` is told its number from 0. @throws what the last attempt threw, or the signal's reason. */
export async function retry<T>(
  platform: ClientPlatform,
  options: { tries: number; signal: AbortSignal | undefined },
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  for (let number = 0; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (options.signal?.aborted || !mayTryAgain(error) || number + 1 >= options.tries) throw error;
    }
    await (platform.wait ?? waitFor)(pauseBefore(number + 1), options.signal);
  }
}

// Waits for a promise, but not for ever.
import type { Clock } from './ports.ts';

/** Whether it resolved in time. */
export function isSettledWithin(promise: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false));
    void promise.then(() => {
      cancel();
      resolve(true);
    });
  });
}

// A clock that stands still until a test moves it.
import type { Clock } from '../ports.ts';

export function fakeClock() {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    utc: () => 1_700_000_000_000 + now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
  };
  return {
    clock,
    waiting: () => timers.length,
    /** Moves on, ringing what is due in order, with room for what follows from it. */
    async pass(ms: number) {
      const end = now + ms;
      for (;;) {
        await settle();
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets everything happen that needs no time. */
export async function settle() {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

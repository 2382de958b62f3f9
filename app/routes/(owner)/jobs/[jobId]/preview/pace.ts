// Fetches at a pace: after each answer it is so long nobody's turn as its bytes take at the given rate. What fetches several at a time goes
// over it for a moment, and keeps it on average.

export interface Pace {
  /** Resolves when the next may be fetched, or at once when the signal is given. */
  turn(signal: AbortSignal): Promise<void>;
  spend(bytes: number): void;
}

export interface Clock {
  now(): number;
  /** Also ends when the signal is given. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const realClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    }),
};

export function makePace(bytesPerSecond: number, clock = realClock): Pace {
  let freeAt = 0;
  return {
    async turn(signal) {
      while (!signal.aborted && freeAt > clock.now()) await clock.wait(freeAt - clock.now(), signal);
    },
    spend(bytes) {
      freeAt = Math.max(freeAt, clock.now()) + (bytes / bytesPerSecond) * 1000;
    },
  };
}

// Watches that a chunk does not run longer than it may. Time counts as far as the duty lets the thread work, and not while the
// thread waits for the network: a throttled device or a slow connection makes no chunk fail.
import type { Clock } from '../ports.ts';

export interface TimeWatch {
  setDuty(duty: number): void;
  /** Counts no time until the promise is settled. */
  whileWaiting<T>(promise: Promise<T>): Promise<T>;
  /** A sign of life of a run of many: its time starts again. */
  restart(): void;
  stop(): void;
}

export function watchTime(clock: Clock, limitMs: number, initialDuty: number, onOver: () => void): TimeWatch {
  let duty = initialDuty;
  let spent = 0;
  let since = clock.now();
  let waits = 0;
  let cancel: (() => void) | null = null;
  let stopped = false;

  const speed = () => (waits > 0 ? 0 : duty);

  function count() {
    const now = clock.now();
    spent += (now - since) * speed();
    since = now;
  }

  function arm() {
    cancel?.();
    cancel = null;
    if (stopped || speed() <= 0) return;
    cancel = clock.after(Math.max(1, (limitMs - spent) / speed()), () => {
      count();
      if (spent < limitMs - 1) return arm();
      stopped = true;
      onOver();
    });
  }

  arm();
  return {
    setDuty(next) {
      count();
      duty = next;
      arm();
    },
    async whileWaiting(promise) {
      count();
      if (++waits === 1) arm();
      try {
        return await promise;
      } finally {
        count();
        if (--waits === 0) arm();
      }
    },
    restart() {
      count();
      spent = 0;
      // The timer stays as it is: it comes too early and arms itself again.
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

// The clock of Node: monotonic time, wall time, and one-shot timers.
import type { Clock } from '../../runtime/ports.ts';

export const nodeClock: Clock = {
  now: () => performance.now(),
  utc: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

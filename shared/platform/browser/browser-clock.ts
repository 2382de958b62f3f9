// The clock of a page or Worker.
import type { Clock } from '../../runtime/ports.ts';

export const browserClock: Clock = {
  now: () => performance.now(),
  utc: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

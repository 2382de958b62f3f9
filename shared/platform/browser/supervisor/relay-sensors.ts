// The page's readings as a port of the contribution, which may start later than they come, or start again. What is too old to count by then is
// not told: to a contribution that starts it would look new.
import { createFreshReadings, type Readings } from '../../../governor/readings.ts';
import type { Sensors } from '../../../runtime/ports.ts';

export interface RelayedSensors extends Sensors {
  sensed(readings: Partial<Readings>): void;
}

/** `now`: monotonic ms. */
export function relaySensors(now: () => number): RelayedSensors {
  const said = createFreshReadings();
  let listener: ((readings: Partial<Readings>) => void) | undefined;
  return {
    sensed(readings) {
      said.note(readings, now());
      listener?.(readings);
    },
    need() {
      // the page looks at whatever it may
    },
    start(next) {
      listener = next;
      next(said.at(now()));
    },
    stop() {
      listener = undefined;
    },
  };
}

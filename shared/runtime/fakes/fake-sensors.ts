// Sensors that say what they are told to, and remember what was needed of them.
import type { Policy } from '../../governor/policy.ts';
import type { Readings } from '../../governor/readings.ts';
import type { Sensors } from '../ports.ts';

export function fakeSensors() {
  let listener: ((readings: Partial<Readings>) => void) | undefined;
  let needed: Policy | undefined;
  const sensors: Sensors = {
    start: (next) => void (listener = next),
    need: (policy) => void (needed = policy),
    stop: () => void (listener = undefined),
  };
  return { sensors, sense: (readings: Partial<Readings>) => listener?.(readings), needed: () => needed };
}

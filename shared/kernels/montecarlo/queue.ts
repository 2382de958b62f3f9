// Customers at one counter, who come and are served at random (exponential times). The waits follow Lindley's recursion.
import { deterministicMath as m } from '../math/deterministic-math.ts';
import type { MontecarloParams } from './params.ts';

/** One sample: the mean wait of `steps` customers after as many have gone before them, so that the shop is as full as usual. */
export function queueWait({ steps, arrivals, services }: MontecarloParams) {
  return (uniform: () => number): number => {
    let wait = 0;
    let sum = 0;
    for (let customer = 0; customer < 2 * steps; customer++) {
      if (customer >= steps) sum += wait;
      const service = -m.log(uniform()) / services;
      const gap = -m.log(uniform()) / arrivals;
      wait = Math.max(0, wait + service - gap);
    }
    return sum / steps;
  };
}

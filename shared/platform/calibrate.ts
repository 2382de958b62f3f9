// The start-up calibration: how many steps of integer arithmetic one thread does per millisecond. The same loop on every
// platform, so that scores compare, and the same as `math-stress` measures; a first guess only, measured rates replace it with the first finished chunks.
import { integerSteps } from '../kernels/math-stress/integer-steps.ts';

const TARGET_MS = 200;
const STEPS = 100_000;

/** Takes about 200 ms of the calling thread. `now` is a monotonic clock in ms. */
export function calibrate(now: () => number): number {
  const start = now();
  let done = 0;
  let state = 0x9e37_79b9;
  let elapsed = 0;
  while (elapsed < TARGET_MS) {
    state = integerSteps(state, STEPS);
    done += STEPS;
    elapsed = now() - start;
  }
  // `state` takes part in the answer so that no compiler may leave the loop out; it is far below any real score's noise.
  return done / elapsed + (state & 1) * 1e-9;
}

// The start-up calibration: how many steps of integer arithmetic one thread does per millisecond. The same loop on every
// platform, so that scores compare; a first guess only, measured rates replace it with the first finished chunks.

const TARGET_MS = 200;
const STEPS = 100_000;

/** Takes about 200 ms of the calling thread. `now` is a monotonic clock in ms. */
export function calibrate(now: () => number): number {
  const start = now();
  let done = 0;
  let state = 0x9e37_79b9;
  let elapsed = 0;
  while (elapsed < TARGET_MS) {
    state = mix(state);
    done += STEPS;
    elapsed = now() - start;
  }
  // `state` takes part in the answer so that no compiler may leave the loop out; it is far below any real score's noise.
  return done / elapsed + (state & 1) * 1e-9;
}

function mix(seed: number): number {
  let x = seed;
  for (let i = 0; i < STEPS; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    x = Math.imul(x, 0x2c1b_3c6d) + i;
  }
  return x | 0;
}

// Steps of integer arithmetic: the load of `math-stress` and of the calibration with which every device starts, so that both speak of the
// same thing.

/** As many steps as asked for, each on the outcome of the one before. */
export function integerSteps(seed: number, steps: number): number {
  let x = seed;
  for (let i = 0; i < steps; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    x = Math.imul(x, 0x2c1b_3c6d) + i;
  }
  return x | 0;
}

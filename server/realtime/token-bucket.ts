// An allowance that fills up again over time: so much at once, so much per second after that.
export interface TokenBucket {
  /** False when there is not so much left; then nothing is taken. */
  take(amount: number): boolean;
}

export function makeTokenBucket(
  burst: number,
  perSecond: number,
  now: () => number = () => performance.now(),
): TokenBucket {
  let left = burst;
  let at = now();
  return {
    take(amount) {
      const time = now();
      left = Math.min(burst, left + ((time - at) / 1000) * perSecond);
      at = time;
      if (amount > left) return false;
      left -= amount;
      return true;
    },
  };
}

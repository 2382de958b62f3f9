// How many per second over the last few seconds, for screens.
const WINDOW_MS = 5000;
const BUCKET_MS = 500;

export function createRateMeter(now: () => number) {
  const buckets: { at: number; amount: number }[] = [];
  const startedAt = now();

  function forgetOld(time: number) {
    while (buckets[0] && buckets[0].at <= time - WINDOW_MS) buckets.shift();
  }

  return {
    add(amount: number) {
      const time = now();
      const at = time - (time % BUCKET_MS);
      const last = buckets.at(-1);
      if (last?.at === at) last.amount += amount;
      else buckets.push({ at, amount });
      forgetOld(time);
    },
    /** Per second. */
    rate(): number {
      const time = now();
      forgetOld(time);
      const seconds = Math.min(WINDOW_MS, Math.max(BUCKET_MS, time - startedAt)) / 1000;
      return buckets.reduce((sum, bucket) => sum + bucket.amount, 0) / seconds;
    },
  };
}

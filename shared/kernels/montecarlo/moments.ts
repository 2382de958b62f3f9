// Mean and variance of samples that come in parts: Chan, Golub, LeVeque 1979. Parts merged in the same order give the same bits.

export interface Moments {
  count: number;
  mean: number;
  /** Sum of squared distances from the mean. */
  squares: number;
}

export const NO_MOMENTS: Moments = { count: 0, mean: 0, squares: 0 };

/** Of `count` values; the first one serves as a pivot, against cancellation. */
export function momentsOf(count: number, value: () => number): Moments {
  const pivot = value();
  let sum = 0;
  let squares = 0;
  for (let i = 1; i < count; i++) {
    const distance = value() - pivot;
    sum += distance;
    squares += distance * distance;
  }
  return { count, mean: pivot + sum / count, squares: Math.max(0, squares - (sum * sum) / count) };
}

export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  const count = a.count + b.count;
  const distance = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (distance * b.count) / count,
    squares: a.squares + b.squares + ((distance * distance * a.count) / count) * b.count,
  };
}

/** Of the mean; 0 for one value. */
export const standardError = ({ count, squares }: Moments) =>
  count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);

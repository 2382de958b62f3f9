// The best few of many values, in a list that is kept in order. Of equal values the one met first is better; NaN is never good.

export interface Ranked {
  candidate: number;
  value: number;
}

export interface BestFew {
  offer(candidate: number, value: number): void;
  /** Best first. */
  ranked(): Ranked[];
}

export function keepBest(most: number, goal: 'smallest' | 'largest'): BestFew {
  const sign = goal === 'smallest' ? 1 : -1;
  const kept: Ranked[] = [];
  let worst = Infinity;
  return {
    offer(candidate, value) {
      const rank = sign * value;
      if (!(rank < worst) && (kept.length === most || Number.isNaN(rank))) return;
      let at = kept.length;
      while (at > 0 && rank < sign * (kept[at - 1]?.value ?? 0)) at--;
      kept.splice(at, 0, { candidate, value });
      if (kept.length > most) kept.pop();
      if (kept.length === most) worst = sign * (kept[most - 1]?.value ?? 0);
    },
    ranked: () => [...kept],
  };
}

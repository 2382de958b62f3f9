// What a *.bench.ts file exports: `export const name` and `export async function run(): Promise<BenchRow[]>`.
// `npm run bench` finds these files, runs them and prints or writes the rows.

export interface BenchRow {
  /** What was measured, unique over all benches: `store durable chunks`. */
  name: string;
  /** The median of `n` rounds, in `unit`. */
  value: number;
  unit: string;
  /** With whom it is compared, and how many times the peer's value ours is; null where there is nobody. */
  peer: string | null;
  ratio: number | null;
  n: number;
  min: number;
  max: number;
}

/** A row from the values of its rounds. */
export function benchRow(
  name: string,
  unit: string,
  rounds: readonly number[],
  peer?: { name: string; value: number },
): BenchRow {
  const sorted = rounds.toSorted((a, b) => a - b);
  const value = sorted[Math.floor((sorted.length - 1) / 2)];
  if (value === undefined) throw new RangeError(`the bench "${name}" ran no round`);
  return {
    name,
    value,
    unit,
    peer: peer?.name ?? null,
    ratio: peer ? value / peer.value : null,
    n: sorted.length,
    min: sorted[0] ?? value,
    max: sorted.at(-1) ?? value,
  };
}

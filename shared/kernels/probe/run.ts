// Derives a few bytes from each number of a chunk, after as much busy work as asked for.
import type { ChunkTask } from '../kernel.ts';
import { fillFrom, mix } from './mix.ts';
import { probeNumbers } from './numbers.ts';
import type { ProbeParams } from './params.ts';

/** Rounds between two words to the throttle: some 5 ms on a laptop, 50 ms on an old phone. */
const ROUNDS_PER_REST = 1_000_000;
/** What a number weighs besides its work. */
const ROUNDS_PER_NUMBER = 100;

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as ProbeParams;
  const { first, count } = probeNumbers(params, task.index, task.args);
  const result = new Uint8Array(count * params.bytes);
  const total = count * (params.work + ROUNDS_PER_NUMBER);
  let done = 0;
  let unreported = 0;
  const rest = async (rounds: number) => {
    done += rounds;
    unreported += rounds;
    if (unreported < ROUNDS_PER_REST) return;
    unreported = 0;
    await task.progress(done / total);
  };
  for (let i = 0; i < count; i++) {
    const number = first + i;
    if (params.failAt.includes(number)) throw new Error(`number ${number} was asked to fail`);
    let seed = number | 0;
    for (let left = params.work; left > 0; left -= ROUNDS_PER_REST) {
      const rounds = Math.min(left, ROUNDS_PER_REST);
      for (let round = 0; round < rounds; round++) seed = mix(seed + round);
      if (params.work > ROUNDS_PER_REST) await rest(rounds);
    }
    fillFrom(number, seed, result.subarray(i * params.bytes, (i + 1) * params.bytes));
    await rest(params.work > ROUNDS_PER_REST ? ROUNDS_PER_NUMBER : params.work + ROUNDS_PER_NUMBER);
  }
  await task.write(result);
}

// Which samples are tried and which are learnt from, and in what order. Samples go by blocks of 32 neighbours, so that files are read in
// stretches; chance, by the seed alone, decides the order of blocks, anew each time that all of them were seen.
import { openStream } from '../../random/philox.ts';

export const BLOCK_SAMPLES = 32;

export const countBlocks = (samples: number) => Math.ceil(samples / BLOCK_SAMPLES);
export const samplesInBlock = (block: number, samples: number) =>
  Math.max(0, Math.min(BLOCK_SAMPLES, samples - block * BLOCK_SAMPLES));

interface Parted {
  test: number[];
  training: number[];
}

/** At least one block is learnt from. */
export function partBlocks(samples: number, testShare: number, seed: number): Parted {
  const all = shuffle(
    Array.from({ length: countBlocks(samples) }, (_, i) => i),
    seed,
    0,
  );
  const tests = Math.min(all.length - 1, Math.ceil(all.length * testShare));
  return { test: all.slice(0, tests), training: all.slice(tests) };
}

/** The blocks of one round, 1 for the first. A block may come twice only where the batch is larger than all there is, or at a turn. */
export function blocksOfRound(
  training: readonly number[],
  inRound: number,
  round: number,
  seed: number,
): number[] {
  const chosen: number[] = [];
  let position = (round - 1) * inRound;
  while (chosen.length < inRound) {
    const turn = Math.floor(position / training.length);
    const order = shuffle([...training], seed, turn + 1);
    const from = position - turn * training.length;
    const taken = order.slice(from, from + inRound - chosen.length);
    chosen.push(...taken);
    position += taken.length;
  }
  return chosen;
}

/** Fisher and Yates. In place. */
function shuffle(numbers: number[], seed: number, turn: number): number[] {
  const stream = openStream(seed);
  // Beyond every sample's number, and beyond the first weights'.
  stream.seek(2 ** 52 + 1 + turn);
  for (let i = numbers.length - 1; i > 0; i--) {
    const j = Math.min(i, Math.floor((i + 1) * stream.next()));
    const kept = numbers[i] ?? 0;
    numbers[i] = numbers[j] ?? 0;
    numbers[j] = kept;
  }
  return numbers;
}

// How many of the samples that were kept aside the finished model knows: at most ten thousand of them are tried.
import type { ReduceContext } from '../kernel.ts';
import { BLOCK_SAMPLES, partBlocks, samplesInBlock } from './data/choose-blocks.ts';
import { drawBlock } from './data/draw-block.ts';
import { openTrainer } from './gradient.ts';
import type { TrainParams } from './params.ts';
import type { TrainPlan } from './plan.ts';

const MOST_BLOCKS_TRIED = Math.floor(10_000 / BLOCK_SAMPLES);

export interface Tried {
  samples: number;
  correct: number;
}

export async function tryModel(
  { params, files, signal }: ReduceContext<TrainParams>,
  { about, shape }: TrainPlan,
  weights: Float32Array,
): Promise<Tried> {
  const { samples, features, data } = about;
  const trainer = openTrainer(shape, weights);
  const tried: Tried = { samples: 0, correct: 0 };
  for (const block of partBlocks(samples, params.testShare, params.seed).test.slice(0, MOST_BLOCKS_TRIED)) {
    signal.throwIfAborted();
    const count = samplesInBlock(block, samples);
    const first = block * BLOCK_SAMPLES;
    const stored = data && {
      pictures: await files.read(data.pictures.file, data.pictures.at + first * features, count * features),
      labels: await files.read(data.labels.file, data.labels.at + first, count),
    };
    tried.correct += trainer.countCorrect(stored ?? drawBlock(params.seed, block, count));
    tried.samples += count;
  }
  return tried;
}

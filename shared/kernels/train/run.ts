// The slope over the samples of one chunk. Digits that nobody gave are drawn here.
import type { ChunkTask } from '../kernel.ts';
import { samplesInBlock } from './data/choose-blocks.ts';
import { drawBlock } from './data/draw-block.ts';
import { type Block, noSlope, openTrainer } from './gradient.ts';
import type { TrainArgs, TrainParams } from './params.ts';
import { firstWeights, shapeOf } from './shape.ts';
import { encodeSlope } from './slope-bytes.ts';

const READ_BYTES = 1024 * 1024;

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as TrainParams;
  const { features, classes, samples, blocks, hasWeights, isDrawn } = task.args as TrainArgs;
  const shape = shapeOf(params, features, classes);
  let at = 0;
  const read = async (length: number): Promise<Uint8Array> => {
    at += length;
    return task.read(at - length, length);
  };
  const readWeights = async () => {
    const weights = new Float32Array(shape.weights);
    const bytes = new Uint8Array(weights.buffer);
    for (let from = 0; from < bytes.length; from += READ_BYTES)
      bytes.set(await read(Math.min(READ_BYTES, bytes.length - from)), from);
    return weights;
  };
  const readBlock = async (count: number): Promise<Block> => ({
    pictures: await read(count * features),
    labels: await read(count),
  });

  const weights = hasWeights ? await readWeights() : firstWeights(shape, params.seed);
  await task.progress(0);
  const trainer = openTrainer(shape, weights);
  const slope = noSlope(shape);
  for (const [done, block] of blocks.entries()) {
    const count = samplesInBlock(block, samples);
    trainer.addBlock(isDrawn ? drawBlock(params.seed, block, count) : await readBlock(count), slope);
    await task.progress((done + 1) / blocks.length);
  }
  await task.write(encodeSlope(slope));
}

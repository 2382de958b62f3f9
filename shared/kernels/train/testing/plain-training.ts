// The same training as one would write it at a desk: one loop over all samples of a batch, on one device, sharing nothing with the kernel but
// the drawing of samples, their order, the first weights and `exp`. Gradients are clipped and rounded for each 32 samples, as the kernel promises.
import { exp } from '../../math/exp.ts';
import { BLOCK_SAMPLES, blocksOfRound, partBlocks, samplesInBlock } from '../data/choose-blocks.ts';
import { drawBlock } from '../data/draw-block.ts';
import type { TrainParams } from '../params.ts';
import { firstWeights, shapeOf } from '../shape.ts';

type Numbers = number[] | Float32Array | Float64Array;
const get = (numbers: Numbers, at: number) => numbers[at] ?? NaN;
const add = (to: Numbers, at: number, value: number) => void (to[at] = get(to, at) + value);

export function trainPlainly(params: TrainParams): Float32Array[] {
  const [pixels, classes] = [784, 10];
  const hidden = params.model === 'network' ? params.hidden : 0;
  const shape = shapeOf(params, pixels, classes);
  const weights = firstWeights(shape, params.seed);
  const moving = new Float32Array(weights.length);
  const top = hidden === 0 ? 0 : (pixels + 1) * hidden;
  const below = hidden === 0 ? pixels : hidden;
  const { training } = partBlocks(params.samples, params.testShare, params.seed);
  for (let round = 1; round <= params.rounds; round++) {
    const sum = new Float64Array(weights.length);
    let seen = 0;
    const batch = blocksOfRound(training, Math.ceil(params.batch / BLOCK_SAMPLES), round, params.seed);
    for (const block of batch) {
      const count = samplesInBlock(block, params.samples);
      const { pictures, labels } = drawBlock(params.seed, block, count);
      const slope = new Float64Array(weights.length);
      for (let s = 0; s < count; s++) {
        const x = Array.from(pictures.subarray(s * pixels, (s + 1) * pixels), (byte) => byte / 255);
        const h = Array.from({ length: hidden }, (_, j) => {
          let z = get(weights, pixels * hidden + j);
          for (let i = 0; i < pixels; i++) z += get(x, i) * get(weights, i * hidden + j);
          return Math.max(0, z);
        });
        const from = hidden === 0 ? x : h;
        const z = Array.from({ length: classes }, (_, k) => {
          let score = get(weights, top + below * classes + k);
          for (let j = 0; j < below; j++) score += get(from, j) * get(weights, top + j * classes + k);
          return score;
        });
        const e = z.map((score) => exp(score - Math.max(...z)));
        const total = e.reduce((all, each) => all + each, 0);
        const d = e.map((each, k) => each / total - (k === labels[s] ? 1 : 0));
        for (let k = 0; k < classes; k++) {
          for (let j = 0; j < below; j++) add(slope, top + j * classes + k, get(from, j) * get(d, k));
          add(slope, top + below * classes + k, get(d, k));
        }
        for (let j = 0; j < hidden; j++) {
          if (h[j] === 0) continue;
          let back = 0;
          for (let k = 0; k < classes; k++) back += get(weights, top + j * classes + k) * get(d, k);
          for (let i = 0; i < pixels; i++) add(slope, i * hidden + j, get(x, i) * back);
          add(slope, pixels * hidden + j, back);
        }
      }
      for (const [at, each] of slope.entries())
        add(sum, at, Math.round(Math.max(-31.5, Math.min(31.5, each)) * 2 ** 20));
      seen += count;
    }
    for (let at = 0; at < weights.length; at++) {
      moving[at] = params.momentum * get(moving, at) - params.rate * (get(sum, at) / 2 ** 20 / seen);
      add(weights, at, get(moving, at));
    }
  }
  return shape.layers.map(({ inputs, outputs, at }) => weights.slice(at, at + (inputs + 1) * outputs));
}

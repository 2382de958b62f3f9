// The slope of the loss (cross entropy after softmax) over blocks of samples, by back propagation in f64. What a block adds is rounded to a
// fixed grid and held within bounds, as whole numbers: those add up exactly, so that a round's sum has the same bits however it is cut.
import { exp } from '../math/exp.ts';
import { log } from '../math/log.ts';
import type { Layer, Shape } from './shape.ts';

/** One is so many steps of the grid. */
export const GRID = 2 ** 20;
/** A block of 32 samples adds at most so much to a weight's slope (so gradients are clipped), and 64 blocks fit 32 bits. */
const MOST_PER_BLOCK = 31.5;
export const MOST_BLOCKS = 64;
const MOST_LOSS = 2 ** 20;

export interface Block {
  pictures: Uint8Array;
  labels: Uint8Array;
}

export interface Slope {
  /** For each weight, in steps of the grid. */
  steps: Int32Array;
  /** Summed over the samples, in steps of the grid. */
  loss: number;
  /** How many samples the model knew, before it learnt from them. */
  correct: number;
  samples: number;
}

export const noSlope = ({ weights }: Shape): Slope => ({
  steps: new Int32Array(weights),
  loss: 0,
  correct: 0,
  samples: 0,
});

interface Trainer {
  addBlock(block: Block, to: Slope): void;
  /** How many of a block's samples the model knows. */
  countCorrect(block: Block): number;
}

export function openTrainer(shape: Shape, weights: Float32Array): Trainer {
  const { features, classes, layers } = shape;
  const last = layers.at(-1);
  if (!last) throw new Error('a model has at least one layer');
  const hidden = layers.length > 1 ? layers[0] : undefined;
  const picture = new Float64Array(features);
  const units = new Float64Array(hidden?.outputs ?? 0);
  const beneath = hidden ? units : picture;
  const scores = new Float64Array(classes);
  const unitSlopes = new Float64Array(units.length);
  const slopes = new Float64Array(shape.weights);

  /** Leaves the scores of sample `i`; returns the class with the highest. */
  const look = ({ pictures }: Block, i: number): number => {
    for (let at = 0; at < features; at++) picture[at] = (pictures[i * features + at] ?? 0) / 255;
    if (hidden) {
      apply(hidden, weights, picture, units);
      for (let at = 0; at < units.length; at++) units[at] = Math.max(0, units[at] ?? 0);
    }
    apply(last, weights, beneath, scores);
    let best = 0;
    for (let at = 1; at < classes; at++) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
    return best;
  };

  /** Scores become what the loss rises by with each of them; returns the loss. */
  const blame = (label: number, best: number): number => {
    const highest = scores[best] ?? 0;
    const distance = highest - (scores[label] ?? 0);
    let sum = 0;
    for (let at = 0; at < classes; at++) sum += scores[at] = exp((scores[at] ?? 0) - highest);
    for (let at = 0; at < classes; at++) scores[at] = (scores[at] ?? 0) / sum;
    scores[label] = (scores[label] ?? 0) - 1;
    return log(sum) + distance;
  };

  const learn = () => {
    addProducts(last, beneath, scores, slopes);
    if (!hidden) return;
    for (let j = 0; j < units.length; j++) {
      let sum = 0;
      if ((units[j] ?? 0) > 0)
        for (let k = 0; k < classes; k++) sum += (weights[last.at + j * classes + k] ?? 0) * (scores[k] ?? 0);
      unitSlopes[j] = sum;
    }
    addProducts(hidden, picture, unitSlopes, slopes);
  };

  return {
    addBlock(block, to) {
      let loss = 0;
      for (const [i, label] of block.labels.entries()) {
        const best = look(block, i);
        if (best === label) to.correct += 1;
        loss += blame(label, best);
        learn();
      }
      to.loss += Math.round(Math.min(loss, MOST_LOSS) * GRID);
      to.samples += block.labels.length;
      for (let at = 0; at < slopes.length; at++) {
        const slope = slopes[at] ?? 0;
        if (slope === 0) continue;
        const held = Math.max(-MOST_PER_BLOCK, Math.min(MOST_PER_BLOCK, slope));
        to.steps[at] = (to.steps[at] ?? 0) + Math.round(held * GRID);
        slopes[at] = 0;
      }
    },
    countCorrect(block) {
      let correct = 0;
      for (const [i, label] of block.labels.entries()) if (look(block, i) === label) correct += 1;
      return correct;
    },
  };
}

function apply(
  { inputs, outputs, at }: Layer,
  weights: Float32Array,
  from: Float64Array,
  to: Float64Array,
): void {
  const biases = at + inputs * outputs;
  for (let j = 0; j < outputs; j++) to[j] = weights[biases + j] ?? 0;
  for (let i = 0; i < inputs; i++) {
    const value = from[i] ?? 0;
    if (value === 0) continue;
    const row = at + i * outputs;
    for (let j = 0; j < outputs; j++) to[j] = (to[j] ?? 0) + value * (weights[row + j] ?? 0);
  }
}

function addProducts(
  { inputs, outputs, at }: Layer,
  from: Float64Array,
  by: Float64Array,
  to: Float64Array,
): void {
  for (let i = 0; i <= inputs; i++) {
    const value = i === inputs ? 1 : (from[i] ?? 0);
    if (value === 0) continue;
    const row = at + i * outputs;
    for (let j = 0; j < outputs; j++) to[row + j] = (to[row + j] ?? 0) + value * (by[j] ?? 0);
  }
}

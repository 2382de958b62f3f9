// How a model is built: one layer, or two with rectified units between. The weights of all layers lie in one row of f32; each layer is a
// matrix with a row for each of its inputs and a last one for its biases.
import { openStream } from '../random/philox.ts';
import type { TrainParams } from './params.ts';

export interface Layer {
  inputs: number;
  outputs: number;
  /** Where its weights begin. */
  at: number;
}

export interface Shape {
  features: number;
  classes: number;
  layers: readonly Layer[];
  /** Weights of all layers. */
  weights: number;
}

export function shapeOf({ model, hidden }: TrainParams, features: number, classes: number): Shape {
  const sizes = model === 'network' ? [features, hidden, classes] : [features, classes];
  const layers: Layer[] = [];
  let at = 0;
  for (const [i, inputs] of sizes.slice(0, -1).entries()) {
    const outputs = sizes[i + 1] ?? 0;
    layers.push({ inputs, outputs, at });
    at += (inputs + 1) * outputs;
  }
  return { features, classes, layers, weights: at };
}

/** Even, between ±√(6 / inputs) (He, Zhang, Ren, Sun 2015); biases are 0. A single layer begins with zeros: its problem has one optimum. */
export function firstWeights({ layers, weights }: Shape, seed: number): Float32Array {
  const all = new Float32Array(weights);
  if (layers.length === 1) return all;
  const stream = openStream(seed);
  // Beyond every sample's number.
  stream.seek(2 ** 52);
  for (const { inputs, outputs, at } of layers) {
    const most = Math.sqrt(6 / inputs);
    for (let i = 0; i < inputs * outputs; i++) all[at + i] = most * (2 * stream.next() - 1);
  }
  return all;
}

// Takes one step: sums the slopes of the round's chunks (whole numbers: exact in any order), moves the weights against their mean, with
// momentum, and writes the model, how it came here and, after the last round, how well it does on samples that it never learnt from.
import type { OutputFile } from '../../contract/job.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import type { ReduceContext } from '../kernel.ts';
import { encodeNpyHeader } from '../matmul/npy/npy-header.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import { GRID } from './gradient.ts';
import { modelText } from './model-text.ts';
import type { TrainParams } from './params.ts';
import { asTrainPlan, type TrainPlan } from './plan.ts';
import { firstWeights } from './shape.ts';
import { decodeSlope } from './slope-bytes.ts';
import { HISTORY, layerName, MODEL, MOTION, readFloats } from './state.ts';
import { tryModel } from './try-model.ts';

const HEADING = 'round,loss,accuracy,samples\n';

interface Sums {
  /** For each weight, in steps of the grid. */
  steps: Float64Array;
  loss: number;
  correct: number;
  samples: number;
  failed: number[];
}

export async function reduce(context: ReduceContext<TrainParams>): Promise<OutputFile[]> {
  const { params, files } = context;
  const plan = asTrainPlan(context.plan);
  const { shape } = plan;
  const { model } = plan.about;
  const sums = await addUp(context, plan);
  const round = (model?.rounds ?? 0) + 1;

  const weights = await readWeights(context, plan);
  const moving = model?.momentum
    ? await readFloats(files, model.momentum, shape.weights)
    : new Float32Array(shape.weights);
  step(weights, moving, sums, params);
  const isLast = round >= params.rounds;
  const tried = isLast ? await tryModel(context, plan, weights) : null;

  const encoder = new TextEncoder();
  const past = model?.history
    ? new Uint8Array(await files.read(model.history.file, 0, model.history.size))
    : encoder.encode(HEADING);
  const { loss, correct, samples } = sums;
  const row =
    samples === 0 ? `${round},,,0\n` : `${round},${loss / GRID / samples},${correct / samples},${samples}\n`;
  const write = async (name: string, ...parts: Uint8Array[]) => {
    const writer = context.create(name);
    await writer.write(joinBytes(parts));
    return writer.close();
  };
  const outputs = [
    await write(HISTORY, past, encoder.encode(row)),
    await write(MODEL, encoder.encode(modelText(shape, round, tried))),
  ];
  for (const [i, { inputs, outputs: wide, at }] of shape.layers.entries())
    outputs.push(
      await write(
        layerName(i),
        encodeNpyHeader(inputs + 1, wide),
        bytesOf(weights.subarray(at, at + (inputs + 1) * wide)),
      ),
    );
  outputs.push(await write(MOTION, encodeNpyHeader(1, shape.weights), bytesOf(moving)));
  const lost = sums.failed.map(
    (chunk) => `${plan.samplesOf(chunk)} samples of round ${round}, chunk ${chunk}`,
  );
  return [...outputs, ...(await writeFailed(context, lost))];
}

async function addUp(context: ReduceContext<TrainParams>, plan: TrainPlan): Promise<Sums> {
  const { weights } = plan.shape;
  const sums: Sums = {
    steps: new Float64Array(weights),
    loss: 0,
    correct: 0,
    samples: 0,
    failed: [...context.failed],
  };
  for await (const { index, reader } of eachResult(context)) {
    const slope = decodeSlope(await reader.read(0, reader.size), weights, plan.samplesOf(index));
    if (!slope) {
      sums.failed.push(index);
      continue;
    }
    for (const [at, steps] of slope.steps.entries()) sums.steps[at] = (sums.steps[at] ?? 0) + steps;
    sums.loss += slope.loss;
    sums.correct += slope.correct;
    sums.samples += slope.samples;
  }
  sums.failed.sort((a, b) => a - b);
  return sums;
}

async function readWeights(
  { params, files }: ReduceContext<TrainParams>,
  plan: TrainPlan,
): Promise<Float32Array> {
  const { shape } = plan;
  const { model } = plan.about;
  if (!model) return firstWeights(shape, params.seed);
  const weights = new Float32Array(shape.weights);
  for (const [i, { inputs, outputs, at }] of shape.layers.entries()) {
    const place = model.layers[i];
    if (place) weights.set(await readFloats(files, place, (inputs + 1) * outputs), at);
  }
  return weights;
}

/** In f64, kept as f32. A round without any result leaves everything as it was. */
function step(
  weights: Float32Array,
  moving: Float32Array,
  { steps, samples }: Sums,
  { rate, momentum }: TrainParams,
): void {
  if (samples === 0) return;
  for (let at = 0; at < weights.length; at++) {
    const slope = (steps[at] ?? 0) / GRID / samples;
    moving[at] = momentum * (moving[at] ?? 0) - rate * slope;
    weights[at] = (weights[at] ?? 0) + (moving[at] ?? 0);
  }
}

const bytesOf = (floats: Float32Array) => new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);

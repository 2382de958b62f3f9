// `train`: a small model learns to tell pictures apart, by rounds that follow on each other: each chunk of a round works out the slope of the
// loss over a part of its batch, reduce takes one step down, and the weights go on to the next round.
import { CoveyError } from '../../contract/errors.ts';
import { type FilesInput, type JobInput, requireInputKind } from '../../contract/job.ts';
import type { InputFiles } from '../input-files.ts';
import type { KernelDescription } from '../kernel.ts';
import { BLOCK_SAMPLES, blocksOfRound, countBlocks, partBlocks } from './data/choose-blocks.ts';
import { type IdxData, openIdx } from './data/idx-files.ts';
import { DIGIT_PIXELS, DIGITS } from './digits/draw-digit.ts';
import { TrainParams } from './params.ts';
import { countChunks, encodeIndex, openTrainPlan, type TrainIndex } from './plan.ts';
import { type Shape, shapeOf } from './shape.ts';
import { openModel, partFiles, type StoredModel } from './state.ts';

type Samples = Pick<IdxData, 'samples' | 'features' | 'classes'>;

/** A result then has 4 MB. */
const MOST_WEIGHTS = 1_000_000;

function split(params: TrainParams, input: JobInput, files: InputFiles): Uint8Array | Promise<Uint8Array> {
  requireInputKind(train, input.kind);
  if (input.kind === 'files') return splitFiles(params, input, files);
  const drawn = { samples: params.samples, features: DIGIT_PIXELS, classes: DIGITS };
  shapeFor(params, drawn);
  return cutRound(params, drawn, null, null);
}

async function splitFiles(params: TrainParams, input: FilesInput, files: InputFiles): Promise<Uint8Array> {
  if (input.files.length === 0)
    throw new CoveyError('no-input', 'there are no files', {
      hint: 'Give pictures and labels as .idx files, or choose to work without files.',
    });
  const { data: given, state } = partFiles(input);
  const data = given.length > 0 ? await openIdx(input, given, files) : null;
  const about = data ?? { samples: params.samples, features: DIGIT_PIXELS, classes: DIGITS };
  const model = await openModel(input, state, shapeFor(params, about), files);
  return cutRound(params, about, data, model);
}

/** @throws CoveyError when what is to be learnt from is too large for a model, or too small. */
function shapeFor(params: TrainParams, { samples, features, classes }: Samples): Shape {
  const shape = shapeOf(params, features, classes);
  if (shape.weights > MOST_WEIGHTS)
    throw new CoveyError(
      'bad-params',
      `hidden: ${params.hidden} units for ${features} pixels make ${shape.weights} weights; at most ${MOST_WEIGHTS}`,
    );
  if (countBlocks(samples) < 2)
    throw new CoveyError(
      'bad-input',
      `${samples} samples are too few; at least ${BLOCK_SAMPLES + 1} are needed`,
    );
  return shape;
}

/** The round that follows on a model, or the first one. */
function cutRound(
  params: TrainParams,
  { samples, features, classes }: Samples,
  data: IdxData | null,
  model: StoredModel | null,
): Uint8Array {
  const round = (model?.rounds ?? 0) + 1;
  if (round > params.rounds)
    throw new CoveyError('bad-params', `rounds: this model has ${round - 1} behind it; ask for more in all`);
  const { training } = partBlocks(samples, params.testShare, params.seed);
  const blocks = blocksOfRound(training, Math.ceil(params.batch / BLOCK_SAMPLES), round, params.seed);
  const index: TrainIndex = {
    version: 1,
    samples,
    features,
    classes,
    data: data && { pictures: data.pictures, labels: data.labels },
    model,
    blocks,
  };
  return encodeIndex(index);
}

/** Of pictures with 28 × 28 pixels. */
function imagine(params: TrainParams) {
  const blocks = Math.ceil(params.batch / BLOCK_SAMPLES);
  const { weights } = shapeOf(params, DIGIT_PIXELS, DIGITS);
  return { chunks: countChunks(params, blocks), cost: blocks * BLOCK_SAMPLES * weights };
}

export const train: KernelDescription<TrainParams> = {
  name: 'train',
  title: 'Train a model',
  summary:
    'A small neural network learns to read digits, round by round: drawn ones, or pictures and labels as MNIST has them. NumPy opens the weights.',
  inputs: ['none', 'files'],
  looksInside: true,
  params: TrainParams,
  defaultVerification: 'check',
  // Only computing again proves a slope.
  checkShare: () => 0.1,
  split,
  imagine,
  openPlan: openTrainPlan,
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
  next: async (context) => (await import('./next.ts')).next(context),
  rounds: ({ rounds }) => rounds,
  evenRounds: true,
};

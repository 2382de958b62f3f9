// The plan of a round: its blocks of samples, dealt out to chunks as evenly as they go, and where devices read them. All of it is in the index.
import { type BlobManifest, partEnds, type Slice, sliceBlob } from '../../contract/blob.ts';
import type { JobInput } from '../../contract/job.ts';
import type { ChunkSpec, Plan } from '../kernel.ts';
import { BLOCK_SAMPLES, samplesInBlock } from './data/choose-blocks.ts';
import type { IdxData } from './data/idx-files.ts';
import { MOST_BLOCKS } from './gradient.ts';
import type { TrainArgs, TrainParams } from './params.ts';
import { type Shape, shapeOf } from './shape.ts';
import { bytesOfLayer, type StoredModel } from './state.ts';

export interface TrainIndex {
  version: 1;
  samples: number;
  features: number;
  classes: number;
  /** null: the digits are drawn. */
  data: Pick<IdxData, 'pictures' | 'labels'> | null;
  /** null: this is the first round. */
  model: StoredModel | null;
  /** The round's blocks, in order. */
  blocks: number[];
}

export interface TrainPlan extends Plan {
  readonly about: TrainIndex;
  readonly shape: Shape;
  blocksOf(chunk: number): number[];
  samplesOf(chunk: number): number;
}

/** Of a round with so many blocks. */
export const countChunks = ({ chunks }: TrainParams, blocks: number) =>
  Math.max(Math.min(chunks, blocks), Math.ceil(blocks / MOST_BLOCKS));

export const encodeIndex = (index: TrainIndex) => new TextEncoder().encode(JSON.stringify(index));

export function openTrainPlan(params: TrainParams, input: JobInput, index: Uint8Array): TrainPlan {
  const about = JSON.parse(new TextDecoder().decode(index)) as TrainIndex;
  const { samples, features, classes, data, model, blocks } = about;
  const shape = shapeOf(params, features, classes);
  const read = openReader(input);
  const count = countChunks(params, blocks.length);
  /** The first block of a chunk: neighbours differ by one block at most. */
  const firstOf = (chunk: number) => Math.floor((chunk * blocks.length) / count);
  const ends = [0];
  for (const block of blocks) ends.push((ends.at(-1) ?? 0) + samplesInBlock(block, samples));
  const samplesBefore = (chunk: number) => ends[firstOf(chunk)] ?? 0;
  const weights = model
    ? shape.layers.flatMap((layer, i) => read(model.layers[i], 0, bytesOfLayer(layer)))
    : [];

  const blocksOf = (chunk: number) => {
    if (!Number.isInteger(chunk) || chunk < 0 || chunk >= count)
      throw new RangeError(`there is no chunk ${chunk} of ${count}`);
    return blocks.slice(firstOf(chunk), firstOf(chunk + 1));
  };

  const describe = (chunk: number): ChunkSpec => {
    const chosen = blocksOf(chunk);
    const stored = chosen.flatMap((block) => {
      if (!data) return [];
      const first = block * BLOCK_SAMPLES;
      const length = samplesInBlock(block, samples);
      return [
        ...read(data.pictures, first * features, length * features),
        ...read(data.labels, first, length),
      ];
    });
    const args: TrainArgs = {
      features,
      classes,
      samples,
      blocks: chosen,
      hasWeights: model !== null,
      isDrawn: data === null,
    };
    return { input: [...weights, ...stored], args };
  };

  return {
    about,
    shape,
    count,
    blocksOf,
    samplesOf: (chunk) => samplesBefore(chunk + 1) - samplesBefore(chunk),
    describe,
    cost: (first, length) => (samplesBefore(first + length) - samplesBefore(first)) * shape.weights,
  };
}

/** @throws Error when the plan was opened by another kernel. */
export function asTrainPlan(plan: Plan): TrainPlan {
  if (!('blocksOf' in plan)) throw new Error('this is not a plan of a training');
  return plan as TrainPlan;
}

/** Slices of a file of the input, from a place within it on. */
function openReader(input: JobInput) {
  const opened = new Map<number, { blob: BlobManifest; ends: Float64Array; offset: number }>();
  return (place: { file: number; at: number } | undefined, from: number, length: number): Slice[] => {
    const described = place && input.kind === 'files' ? input.files[place.file] : undefined;
    const blob = described && input.kind === 'files' ? input.blobs[described.blob] : undefined;
    if (!place || !described || !blob) throw new Error('the index does not belong to this input');
    const known = opened.get(place.file) ?? { blob, ends: partEnds(blob), offset: described.offset };
    opened.set(place.file, known);
    return sliceBlob(known.blob, known.ends, known.offset + place.at + from, length);
  };
}

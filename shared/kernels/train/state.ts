// What a round leaves to the next, as files: the model so far (`model.json`, `layer1.npy` …), how it moves (`motion.npy`) and how it
// came here (`history.csv`). They are outputs, and input of the round that follows; an owner may give them to go on later.
import * as z from 'zod/mini';
import { CoveyError } from '../../contract/errors.ts';
import type { FilesInput } from '../../contract/job.ts';
import type { InputFiles } from '../input-files.ts';
import { NPY_PREFIX_BYTES, npyHeaderEnd, parseNpyHeader } from '../matmul/npy/npy-header.ts';
import type { Layer, Shape } from './shape.ts';

export const MODEL = 'model.json';
export const HISTORY = 'history.csv';
export const MOTION = 'motion.npy';
export const layerName = (number: number) => `layer${number + 1}.npy`;
const STATE_NAMES = /^(model\.json|history\.csv|motion\.npy|layer[12]\.npy)$/;
const MOST_MODEL_BYTES = 64 * 1024;

/** A model's weights where they lie in the files: for each layer the file and where its numbers begin. */
export interface StoredModel {
  rounds: number;
  layers: { file: number; at: number }[];
  momentum: { file: number; at: number } | null;
  history: { file: number; size: number } | null;
}

const Known = z.object({
  rounds: z.int().check(z.gte(0)),
  features: z.int(),
  hidden: z.nullable(z.int()),
  classes: z.int(),
});

/** The numbers of the files that are samples, and of those that are a model. */
export function partFiles({ files }: FilesInput): { data: number[]; state: number[] } {
  const all = files.map((_, number) => number);
  const isState = (number: number) => STATE_NAMES.test(files[number]?.name ?? '');
  return { data: all.filter((number) => !isState(number)), state: all.filter(isState) };
}

/** @throws CoveyError `bad-input` when there is something of a model, but not one of this shape. */
export async function openModel(
  input: FilesInput,
  state: readonly number[],
  shape: Shape,
  files: InputFiles,
): Promise<StoredModel | null> {
  if (state.length === 0) return null;
  const numberOf = (name: string) => state.find((number) => input.files[number]?.name === name);
  const require = (name: string) => {
    const number = numberOf(name);
    if (number !== undefined) return number;
    throw new CoveyError('bad-input', `the file "${name}" of the model is missing`, {
      hint: 'Give all outputs of a training to go on with it, or none of them to begin anew.',
    });
  };
  const rounds = await readRounds(input, require(MODEL), shape, files);
  const layers: StoredModel['layers'] = [];
  for (const [i, layer] of shape.layers.entries())
    layers.push(await openMatrix(input, require(layerName(i)), [layer.inputs + 1, layer.outputs], files));
  const momentum = numberOf(MOTION);
  const history = numberOf(HISTORY);
  return {
    rounds,
    layers,
    momentum: momentum === undefined ? null : await openMatrix(input, momentum, [1, shape.weights], files),
    history: history === undefined ? null : { file: history, size: input.files[history]?.size ?? 0 },
  };
}

async function readRounds(input: FilesInput, file: number, shape: Shape, files: InputFiles): Promise<number> {
  const size = input.files[file]?.size ?? 0;
  const known = Known.safeParse(size <= MOST_MODEL_BYTES ? parseJson(await files.read(file, 0, size)) : null);
  if (!known.success) throw new CoveyError('bad-input', `the file "${MODEL}" is not one that train wrote`);
  const { rounds, features, hidden, classes } = known.data;
  const wanted = [shape.features, hiddenOf(shape), shape.classes];
  const given = [features, hidden, classes];
  if (wanted.some((each, i) => each !== given[i]))
    throw new CoveyError(
      'bad-input',
      `the model has ${say(given)}, the parameters and samples ask for ${say(wanted)}`,
      { hint: 'Choose the parameters that the model was made with.' },
    );
  return rounds;
}

export const hiddenOf = ({ layers }: Shape): number | null =>
  layers.length > 1 ? (layers[0]?.outputs ?? null) : null;

const say = ([features, hidden, classes]: (number | null | undefined)[]) =>
  `${features} pixels, ${hidden === null ? 'no hidden layer' : `a hidden layer of ${hidden}`} and ${classes} classes`;

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

async function openMatrix(
  input: FilesInput,
  file: number,
  [rows, columns]: [number, number],
  files: InputFiles,
): Promise<{ file: number; at: number }> {
  const { name = '', size = 0 } = input.files[file] ?? {};
  const end = npyHeaderEnd(name, await files.read(file, 0, Math.min(size, NPY_PREFIX_BYTES)));
  const header = parseNpyHeader(name, await files.read(file, 0, Math.min(size, end)), size);
  if (header.rows !== rows || header.columns !== columns || header.type !== 'f4' || header.columnMajor)
    throw new CoveyError(
      'bad-input',
      `${JSON.stringify(name)} is not ${rows} × ${columns} numbers of f4 in C order, as the model says`,
    );
  return { file, at: header.dataAt };
}

export const bytesOfLayer = ({ inputs, outputs }: Layer) => 4 * (inputs + 1) * outputs;

export async function readFloats(
  files: InputFiles,
  { file, at }: { file: number; at: number },
  count: number,
): Promise<Float32Array> {
  const bytes = new Uint8Array(await files.read(file, at, 4 * count));
  return new Float32Array(bytes.buffer, 0, count);
}

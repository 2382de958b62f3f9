// `render`: a picture of a scene by following paths of light, the same to the byte on every device.
import { CoveyError } from '../../contract/errors.ts';
import { type FilesInput, type JobInput, MAX_CHUNKS } from '../../contract/job.ts';
import { drawKey } from '../bytes/draw-key.ts';
import { requireFiles } from '../files/cut-files.ts';
import type { InputFiles } from '../input-files.ts';
import type { KernelDescription } from '../kernel.ts';
import { RenderParams } from './params.ts';
import { openTilePlan, type RenderIndex } from './plan/tile-plan.ts';
import { countBlocks, countTiles, TILE } from './plan/tiles.ts';
import { SceneError } from './scene/scene.ts';

/** Of a picture to try with: a second or two on a laptop. */
const SMALL_SIDE = 240;
const SMALL_SAMPLES = 16;

const encode = (index: RenderIndex) => new TextEncoder().encode(JSON.stringify(index));

function split(params: RenderParams, input: JobInput, files: InputFiles): Uint8Array | Promise<Uint8Array> {
  if (countTiles(params) > MAX_CHUNKS)
    throw new CoveyError(
      'bad-params',
      `samples: so many in so large a picture make more than ${MAX_CHUNKS} chunks`,
    );
  if (input.kind === 'none') return encode({ version: 1, key: '' });
  if (input.kind === 'files') return splitFiles(requireFiles(input), files);
  throw new CoveyError('no-input', 'render works on a scene or on nothing, not on a range of numbers');
}

/** Reads the whole scene, so that what is wrong with it is said before anybody computes. */
async function splitFiles(input: FilesInput, files: InputFiles): Promise<Uint8Array> {
  const { openScene } = await import('./scene/open-scene.ts');
  const listed = input.files.map(({ name, size }, i) => ({
    name,
    size,
    read: (offset: number, length: number) => files.read(i, offset, length),
  }));
  try {
    await openScene(listed, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof SceneError)) throw error;
    throw new CoveyError('bad-input', error.message);
  }
  // Devices keep the scene that they read under this key.
  return encode({ version: 1, key: drawKey() });
}

export const render: KernelDescription<RenderParams> = {
  name: 'render',
  title: 'Render a picture',
  summary:
    'Follows paths of light through a scene, an .obj file with its .mtl files or the one that comes along: PNG, EXR or both.',
  inputs: ['none', 'files'],
  looksInside: true,
  params: RenderParams,
  defaultVerification: 'check',
  // One pixel in 32 is followed again.
  checkShare: () => 1,
  split,
  imagine: (params) => ({
    chunks: countTiles(params),
    cost: params.width * params.height * params.samples,
  }),
  openPlan: openTilePlan,
  small(params) {
    const share = Math.min(1, SMALL_SIDE / Math.max(params.width, params.height));
    return {
      ...params,
      width: Math.max(1, Math.round(params.width * share)),
      height: Math.max(1, Math.round(params.height * share)),
      samples: Math.min(params.samples, SMALL_SAMPLES),
    };
  },
  pictures: async (_input, plan, index, result) =>
    (await import('./find-pictures.ts')).findPictures(plan, index, result),
  pieces: (params) => ({
    width: params.width,
    height: params.height,
    side: TILE,
    every: countBlocks(params),
  }),
  verify: async (...asked) => (await import('./verify.ts')).verify(...asked),
  reduce: async (context) => (await import('./reduce.ts')).reduce(context),
};

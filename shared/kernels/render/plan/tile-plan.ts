// Which paths a chunk is: a tile of the picture and a block of the paths through each of its pixels. Tiles are counted line by line, a
// tile's blocks follow one another, so that a picture is put together from top to bottom. All of it is arithmetic; costs are paths.
import { partEnds, sliceBlob } from '../../../contract/blob.ts';
import type { JobInput } from '../../../contract/job.ts';
import type { ChunkSpec, Plan } from '../../kernel.ts';
import type { RenderArgs, RenderParams } from '../params.ts';
import { countTiles, type Tile, tileOf } from './tiles.ts';

export interface TilePlan extends Plan {
  tileAt(index: number): Tile;
}

export interface RenderIndex {
  version: 1;
  /** For files: a random one, under which devices may keep the scene. Who could guess it could look at another owner's. */
  key: string;
}

export function openTilePlan(params: RenderParams, input: JobInput, index: Uint8Array): TilePlan {
  const { key } = JSON.parse(new TextDecoder().decode(index)) as RenderIndex;
  const count = countTiles(params);
  const spec = input.kind === 'files' ? specOf(input, key) : null;
  const tileAt = (chunk: number): Tile => {
    if (!Number.isInteger(chunk) || chunk < 0 || chunk >= count)
      throw new RangeError(`there is no chunk ${chunk} of ${count}`);
    return tileOf(params, chunk);
  };
  /** Paths of chunks [0, end). */
  const costBefore = (end: number) => {
    if (end >= count) return params.width * params.height * params.samples;
    const { x, y, width, height, firstSample } = tileAt(end);
    return (y * params.width + x * height) * params.samples + width * height * firstSample;
  };
  return {
    count,
    tileAt,
    cost: (first, length) => costBefore(first + length) - costBefore(first),
    describe: (chunk) => {
      tileAt(chunk);
      return spec;
    },
  };
}

/** Every chunk may need all of the scene; a thread reads it once. */
function specOf({ files, blobs }: Extract<JobInput, { kind: 'files' }>, key: string): ChunkSpec {
  const args: RenderArgs = { key, files: files.map(({ name, size }) => ({ name, size })) };
  const slices = files.flatMap(({ blob: number, offset, size }) => {
    const blob = blobs[number];
    return blob && size > 0 ? [...sliceBlob(blob, partEnds(blob), offset, size)] : [];
  });
  return { input: slices, args };
}

/** @throws Error when the plan was opened by another kernel. */
export function asTilePlan(plan: Plan): TilePlan {
  if (!('tileAt' in plan)) throw new Error('this is not a plan of tiles');
  return plan as TilePlan;
}

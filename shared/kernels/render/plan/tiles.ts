// The arithmetic of tiles, for devices too: apart from the plan, whose manifests bring schemas along.
import type { RenderParams } from '../params.ts';

/** Pixels along a side. */
export const TILE = 64;
/** Paths through each pixel in one chunk: 65,536 in a whole tile, half a second to some seconds of work. */
export const BLOCK_SAMPLES = 16;

export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  firstSample: number;
  samples: number;
}

type Size = Pick<RenderParams, 'width' | 'height' | 'samples'>;

/** Chunks of one tile. */
export const countBlocks = ({ samples }: Pick<Size, 'samples'>) => Math.ceil(samples / BLOCK_SAMPLES);

export const countTiles = (size: Size) =>
  Math.ceil(size.width / TILE) * Math.ceil(size.height / TILE) * countBlocks(size);

/** The same for the coordinator and for devices, which are told nothing but the number. */
export function tileOf({ width, height, samples }: Size, index: number): Tile {
  const blocks = countBlocks({ samples });
  const across = Math.ceil(width / TILE);
  const tile = Math.floor(index / blocks);
  const x = (tile % across) * TILE;
  const y = Math.floor(tile / across) * TILE;
  const firstSample = (index % blocks) * BLOCK_SAMPLES;
  return {
    x,
    y,
    width: Math.min(TILE, width - x),
    height: Math.min(TILE, height - y),
    firstSample,
    samples: Math.min(BLOCK_SAMPLES, samples - firstSample),
  };
}

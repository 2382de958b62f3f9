// Judges a tile: its length, that every number is one, that its picture is that of its numbers, and then one pixel in 32, which nobody could
// foresee, followed again to the bit. Who changes one pixel in a hundred of a whole tile is found out in 72 of 100 tiles, one in
// twenty in 99.8; who computes nothing, always.
import { pickSome } from '../blocks/check-blocks.ts';
import { firstDifference } from '../bytes/first-difference.ts';
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import type { RenderArgs, RenderParams } from './params.ts';
import { decodeSums, sumBytes, tilePicture } from './picture/tile-result.ts';
import { tileOf } from './plan/tiles.ts';
import { createTracerCache } from './trace/open-tracer.ts';

const PIXELS_PER_LOOK = 32;

const openTracer = createTracerCache();
const rejected = (reason: string): Verdict => ({ verdict: 'rejected', reason });

export async function verify(
  params: RenderParams,
  spec: ChunkSpec | null,
  chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const tile = tileOf(params, chunk);
  const length = sumBytes(tile);
  if (result.size < length) return rejected(`a tile has more than ${length} bytes, not ${result.size}`);
  const sums = decodeSums(await result.read(0, length));
  if (!sums.every((value) => value >= 0 && value < Infinity))
    return rejected('there is light that is below zero, endless or not a number');
  const picture = tilePicture(params, tile, sums);
  const theirs = await result.read(length, result.size - length);
  if (theirs.length !== picture.length || firstDifference(picture, theirs, 0) >= 0)
    return rejected('its picture is not that of its numbers');

  const tracer = await openTracer({
    params,
    args: (spec?.args as RenderArgs | undefined) ?? null,
    read: (offset, bytes) => input.read(offset, bytes),
    rest: () => Promise.resolve(),
  });
  const pixels = tile.width * tile.height;
  const sum = new Float64Array(3);
  for (const i of pickSome(pixels, Math.ceil(pixels / PIXELS_PER_LOOK))) {
    const x = tile.x + (i % tile.width);
    const y = tile.y + Math.floor(i / tile.width);
    sum.fill(0);
    tracer.trace(x, y, tile.firstSample, tile.samples, sum);
    if (sum.some((value, axis) => !Object.is(Math.fround(value), sums[i * 3 + axis])))
      return rejected(`computed again, pixel ${x}, ${y} is another one`);
  }
  return { verdict: 'accepted' };
}

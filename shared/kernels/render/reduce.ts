// Puts the tiles together, band by band from the top, and writes the mean of each pixel's paths as PNG, as EXR or as both. A pixel of
// which some paths are missing is the mean of the others; where all are, it is black, and `failed.txt` says which tile that is.
import type { OutputFile } from '../../contract/job.ts';
import type { ReduceContext } from '../kernel.ts';
import { eachResult } from '../results/each-result.ts';
import { writeFailed } from '../results/write-failed.ts';
import type { RenderParams } from './params.ts';
import { decodeSums, sumBytes } from './picture/tile-result.ts';
import type { PictureWriter } from './picture/picture-writer.ts';
import { createTone } from './picture/tone.ts';
import { openExr } from './picture/write-exr.ts';
import { openPng } from './picture/write-png.ts';
import { asTilePlan } from './plan/tile-plan.ts';
import { TILE, type Tile } from './plan/tiles.ts';

export async function reduce(context: ReduceContext<RenderParams>): Promise<OutputFile[]> {
  const { width, height } = context.params;
  const plan = asTilePlan(context.plan);
  const writers = await openWriters(context);
  const sums = new Float64Array(width * TILE * 3);
  const paths = new Float64Array(width * TILE);
  let top = 0;

  const finishBand = async () => {
    const pixels = width * Math.min(TILE, height - top);
    for (let i = 0; i < pixels * 3; i++) {
      const count = paths[Math.floor(i / 3)] ?? 0;
      if (count > 0) sums[i] = (sums[i] ?? 0) / count;
    }
    for (const writer of writers) await writer.write(sums.subarray(0, pixels * 3));
    sums.fill(0);
    paths.fill(0);
    top += TILE;
  };
  const addTile = (tile: Tile, added: Float32Array) => {
    for (let i = 0; i < tile.width * tile.height; i++) {
      const at = (tile.y - top + Math.floor(i / tile.width)) * width + tile.x + (i % tile.width);
      paths[at] = (paths[at] ?? 0) + tile.samples;
      for (let axis = 0; axis < 3; axis++)
        sums[at * 3 + axis] = (sums[at * 3 + axis] ?? 0) + (added[i * 3 + axis] ?? 0);
    }
  };

  for await (const { index, reader } of eachResult(context)) {
    const tile = plan.tileAt(index);
    while (tile.y > top) await finishBand();
    addTile(tile, decodeSums(await reader.read(0, sumBytes(tile))));
  }
  while (top < height) await finishBand();

  const outputs: OutputFile[] = [];
  for (const writer of writers) outputs.push(await writer.close());
  const failed = context.failed.map((index) => {
    const { x, y, firstSample, samples } = plan.tileAt(index);
    return {
      name: `tile at ${x}, ${y}`,
      reason: `paths ${firstSample} to ${firstSample + samples - 1} of each pixel failed on every device that tried`,
    };
  });
  return [...outputs, ...(await writeFailed(context, failed))];
}

async function openWriters({
  params,
  create,
}: ReduceContext<RenderParams>): Promise<PictureWriter<OutputFile>[]> {
  const writers: PictureWriter<OutputFile>[] = [];
  if (params.format !== 'exr') writers.push(await openPng(create('render.png'), params, createTone(params)));
  if (params.format !== 'png') writers.push(await openExr(create('render.exr'), params));
  return writers;
}

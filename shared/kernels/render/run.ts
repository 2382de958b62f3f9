// Follows the paths of one chunk and writes what they gathered. The scene stays with the thread for the next chunk of the same job.
import type { ChunkTask } from '../kernel.ts';
import type { RenderArgs, RenderParams } from './params.ts';
import { encodeSums, tilePicture } from './picture/tile-result.ts';
import { tileOf } from './plan/tiles.ts';
import { createTracerCache } from './trace/open-tracer.ts';

/** Some 10 to 30 ms. */
const RAYS_PER_REST = 8192;
const OPEN_SHARE = 0.1;

const openTracer = createTracerCache();

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as RenderParams;
  const tile = tileOf(params, task.index);
  const tracer = await openTracer({
    params,
    args: (task.args as RenderArgs | null | undefined) ?? null,
    read: (offset, length) => task.read(offset, length),
    rest: (share) => task.progress(OPEN_SHARE * share),
  });
  const pixels = tile.width * tile.height;
  const sums = new Float32Array(pixels * 3);
  const sum = new Float64Array(3);
  let restedAt = tracer.rays();
  for (let i = 0; i < pixels; i++) {
    sum.fill(0);
    tracer.trace(
      tile.x + (i % tile.width),
      tile.y + Math.floor(i / tile.width),
      tile.firstSample,
      tile.samples,
      sum,
    );
    sums.set(sum, i * 3);
    if (tracer.rays() - restedAt < RAYS_PER_REST) continue;
    restedAt = tracer.rays();
    await task.progress(OPEN_SHARE + (1 - OPEN_SHARE) * ((i + 1) / pixels));
  }
  await task.write(encodeSums(sums));
  await task.write(tilePicture(params, tile, sums));
  await task.progress(1);
}

// The picture of a tile, for who looks while the job runs: that of its first paths, so that each tile is shown once.
import type { ByteReader, Plan, ResultPicture } from '../kernel.ts';
import { sumBytes } from './picture/tile-result.ts';
import { PNG_HEAD } from './picture/png-chunks.ts';
import { asTilePlan } from './plan/tile-plan.ts';

export async function findPictures(plan: Plan, index: number, result: ByteReader): Promise<ResultPicture[]> {
  const tile = asTilePlan(plan).tileAt(index);
  const start = sumBytes(tile);
  if (tile.firstSample > 0 || result.size < start + PNG_HEAD.length) return [];
  const head = await result.read(start, PNG_HEAD.length);
  if (!head.every((byte, i) => byte === PNG_HEAD[i])) return [];
  return [{ name: `${tile.x}, ${tile.y}`, start, end: result.size }];
}

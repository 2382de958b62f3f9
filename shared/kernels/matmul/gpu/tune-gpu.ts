// Finds the tile shape that suits this GPU: each is asked for the known answer and timed, for some 200 ms altogether. Once
// for each thread and GPU.
import { measureSpeed, passesKnownAnswer } from '../multiply/known-answer.ts';
import type { Multiplier } from '../multiply/multiplier.ts';
import { openGpuMultiplier } from './gpu-multiplier.ts';
import type { OpenGpu } from './open-gpu.ts';
import { TILE_SHAPES, type TileShape } from './tile-shader.ts';

const BUDGET_MS = 200;

export interface TunedGpu {
  multiplier: Multiplier;
  /** Multiply-adds a millisecond. */
  speed: number;
}

/** The fastest shape that gives the known answer; null when none does. `side` of the product that is timed. */
export async function tuneGpu(open: OpenGpu, side: number, now: () => number): Promise<TunedGpu | null> {
  let best: TunedGpu | null = null;
  const began = now();
  for (const shape of TILE_SHAPES) {
    if (best && now() - began > BUDGET_MS) break;
    const tried = await tryShape(open, shape, side, now);
    const isBetter = tried !== null && tried.speed > (best?.speed ?? 0);
    (isBetter ? best : tried)?.multiplier.close();
    if (isBetter) best = tried;
  }
  return best;
}

/** null: the GPU does not take this shape, or computes it wrongly. */
async function tryShape(
  open: OpenGpu,
  shape: TileShape,
  side: number,
  now: () => number,
): Promise<TunedGpu | null> {
  try {
    const multiplier = await openGpuMultiplier(open, shape, now);
    if (await passesKnownAnswer(multiplier))
      return { multiplier, speed: await measureSpeed(multiplier, side, now) };
    multiplier.close();
    return null;
  } catch {
    return null;
  }
}

// What an owner may choose for `render`, its limits, and what a chunk's computation is told besides its bytes.
import * as z from 'zod/mini';
import { MOST_BOUNCES, MOST_SAMPLES, MOST_SIDE } from './limits.ts';

export const FORMATS = ['png', 'exr', 'both'] as const;
export const TONES = ['filmic', 'plain'] as const;

const whole = (least: number, most: number, initial: number) =>
  z._default(z.int().check(z.gte(least), z.lte(most)), initial);
const between = (least: number, most: number) => z.number().check(z.gte(least), z.lte(most));

export const RenderParams = z.strictObject({
  width: whole(1, MOST_SIDE, 480),
  height: whole(1, MOST_SIDE, 480),
  /** Paths for each pixel. */
  samples: whole(1, MOST_SAMPLES, 64),
  bounces: whole(1, MOST_BOUNCES, 8),
  format: z._default(z.enum(FORMATS), 'png'),
  tone: z._default(z.enum(TONES), 'filmic'),
  /** In stops: 1 is twice as bright. Of the PNG; EXR holds what was measured. */
  exposure: z._default(between(-10, 10), 0),
  /** Degrees around the scene, and above it. Left out: what suits the scene. */
  turn: z.optional(between(-360, 360)),
  tilt: z.optional(between(-89, 89)),
  /** Degrees from the upper edge to the lower one. */
  fov: z._default(between(5, 120), 40),
  zoom: z._default(between(0.1, 10), 1),
  /** Brightness of the sky. Left out: 1 where nothing in the scene shines, else 0. */
  sky: z.optional(between(0, 100)),
  /** A floor under what the files hold. */
  floor: z._default(z.boolean(), true),
  seed: z._default(z.int().check(z.gte(0)), 1),
});
export type RenderParams = z.infer<typeof RenderParams>;

/** The files of the scene, whose bytes follow one another in the input, and under what a device may keep it for the next chunk. */
export interface RenderArgs {
  key: string;
  files: { name: string; size: number }[];
}

// A lane as one row of pixels: however many bars there are, a row is as long as the screen is wide. A pixel that is only partly covered is
// fainter, so that a thousand short bars look as busy as they were; one that holds a failure is in the colour of failures. Pure.
import { type Lane, placeOf } from './bar-lanes.ts';

/** Red, green, blue from the lowest byte up, without alpha. */
export type Rgb = number;

export interface LaneLook {
  colourOf(job: number): Rgb;
  failed: Rgb;
  /** What the device computes with: a bar is as strong as the CPU it took. */
  cores: number;
}

/** Pixels stand on a grid of time: pixel `n` begins at `n / scale` ms. */
export interface LaneWindow {
  /** The first pixel of the grid, whole, and pixels a ms. */
  column: number;
  scale: number;
  width: number;
}

/** A bar is never fainter than this where it covers a pixel, however little CPU it took. */
const FAINTEST = 0.55;
/** So much of a pixel counts as covered at least, so that a single short chunk is seen. */
const LEAST_COVER = 0.35;
const FAIL_PX = 2;
/** Bars of at least this width stand apart by a pixel. */
const APART_PX = 4;

export interface Scratch {
  cover: Float32Array;
  colour: Uint32Array;
}

export const makeScratch = (width: number): Scratch => ({
  cover: new Float32Array(width),
  colour: new Uint32Array(width),
});

/** Writes `width` pixels from `at` on, RGBA little-endian; `scratch` has room for as many. @returns how many bars were looked at. */
export function rasterLane(
  out: Uint32Array,
  at: number,
  lane: Lane | undefined,
  { column, scale, width }: LaneWindow,
  look: LaneLook,
  { cover, colour }: Scratch,
): number {
  out.fill(0, at, at + width);
  if (!lane) return 0;
  cover.fill(0, 0, width);
  // one may reach into the window, one may seem to begin before it by rounding
  const first = Math.max(0, placeOf(lane, column / scale) - 2);
  // the mark of a failure reaches to before its bar
  const to = (column + width + FAIL_PX) / scale;
  let place = first;
  for (; place < lane.start.length; place++) {
    const start = lane.start[place] ?? 0;
    if (start > to) break;
    const length = lane.length[place] ?? 0;
    if (length === 0 && (lane.done[place] ?? 0) === 0) continue;
    // multiplied before anything is taken away, so that a bar is at the same pixel in every window
    const x0 = start * scale - column;
    const x1 = (start + length) * scale - column;
    const share = Math.min(1, (lane.cpu[place] ?? 0) / Math.max(1, length * look.cores));
    coverPixels(
      cover,
      colour,
      width,
      x0,
      x1 - x0 >= APART_PX ? x1 - 1 : x1,
      FAINTEST + (1 - FAINTEST) * share,
      look.colourOf(lane.job[place] ?? 0),
    );
  }
  for (let x = 0; x < width; x++) {
    const alpha = cover[x] ?? 0;
    if (alpha > 0) out[at + x] = ((colour[x] ?? 0) | (Math.min(255, alpha * 255) << 24)) >>> 0;
  }
  markFailures(out, at, lane, first, place, { column, scale, width }, look.failed);
  return place - first;
}

function coverPixels(
  cover: Float32Array,
  colour: Uint32Array,
  width: number,
  x0: number,
  x1: number,
  strength: number,
  rgb: Rgb,
): void {
  const first = Math.floor(x0);
  const left = Math.max(0, first);
  const right = Math.min(width - 1, Math.max(first, Math.ceil(x1) - 1));
  for (let x = left; x <= right; x++) {
    const part = Math.max(LEAST_COVER, Math.min(x + 1, x1) - Math.max(x, x0)) * strength;
    const before = cover[x] ?? 0;
    // the one that covers more of it gives the colour
    if (part >= before) colour[x] = rgb;
    cover[x] = Math.min(1, before + part);
  }
}

/** Over everything else, so that one failure among thousands of chunks is seen. */
function markFailures(
  out: Uint32Array,
  at: number,
  lane: Lane,
  first: number,
  end: number,
  { column, scale, width }: LaneWindow,
  rgb: Rgb,
): void {
  const pixel = (rgb | 0xff00_0000) >>> 0;
  for (let place = first; place < end; place++) {
    if ((lane.failed[place] ?? 0) === 0) continue;
    const end = Math.round(((lane.start[place] ?? 0) + (lane.length[place] ?? 0)) * scale - column);
    const left = Math.max(0, end - FAIL_PX);
    const right = Math.min(width, end);
    if (left < right) out.fill(pixel, at + left, at + right);
  }
}

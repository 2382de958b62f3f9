// The lanes in sight as rows of pixels that are kept from frame to frame: what was there and only moved is copied, what came into sight or came
// in is made. Pixels stand on a grid of time that does not move (column 0 is 1970), so that a kept one is the one that would be made anew. Pure.
import type { BarLanes } from './bar-lanes.ts';
import { type LaneLook, makeScratch, rasterLane, type Scratch } from './raster-lane.ts';

/** A bar that comes may change so many pixels before its start: its neighbour's rim, the mark of a failure. */
const BEFORE_PX = 3;

export interface StripWindow {
  /** Of the time grid, at the left edge; whole. */
  column: number;
  /** Pixels a ms. */
  scale: number;
  width: number;
  lanes: readonly { number: number; cores: number }[];
  look: Omit<LaneLook, 'cores'>;
  /** Another one when colours changed: nothing that was drawn is kept. */
  key: unknown;
}

export interface LaneStrip {
  /** Rows of `width` pixels, one for each lane; good until the next call. */
  draw(bars: BarLanes, window: StripWindow): Uint32Array<ArrayBuffer>;
}

interface Drawn {
  column: number;
  scale: number;
  width: number;
  key: unknown;
  generation: number;
  rows: ReadonlyMap<number, number>;
}

export function makeLaneStrip(): LaneStrip {
  let front: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  let back: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  let scratch: Scratch = makeScratch(0);
  let drawn: Drawn | null = null;

  return {
    draw(bars, { column, scale, width, lanes, look, key }) {
      const needed = width * lanes.length;
      if (back.length < needed) back = new Uint32Array(needed);
      if (scratch.cover.length !== width) scratch = makeScratch(width);
      const before = drawn;
      const isKept =
        before !== null &&
        before.scale === scale &&
        before.width === width &&
        before.key === key &&
        before.generation === bars.generation;
      const moved = isKept ? column - before.column : 0;
      const rows = new Map<number, number>();
      for (const [row, { number, cores }] of lanes.entries()) {
        const lane = bars.lane(number);
        const at = row * width;
        const make = (from: number, to: number): void => {
          const left = Math.max(0, from);
          const right = Math.min(width, to);
          if (left >= right) return;
          const window = { column: column + left, scale, width: right - left };
          rasterLane(back, at + left, lane, window, { ...look, cores }, scratch);
        };
        const old = isKept && Math.abs(moved) < width ? before.rows.get(number) : undefined;
        rows.set(number, row);
        if (old === undefined) make(0, width);
        else {
          const oldAt = old * width;
          const source = front.subarray(oldAt + Math.max(0, moved), oldAt + width + Math.min(0, moved));
          back.set(source, at + Math.max(0, -moved));
          if (moved > 0) make(width - moved - BEFORE_PX, width);
          if (moved < 0) make(0, -moved + BEFORE_PX);
          if (lane && lane.freshFrom < Infinity)
            make(Math.floor(lane.freshFrom * scale) - column - BEFORE_PX, width);
        }
        if (lane) lane.freshFrom = Infinity;
      }
      drawn = { column, scale, width, key, generation: bars.generation, rows };
      const next = back;
      back = front;
      front = next;
      return front;
    },
  };
}

import { expect, test } from 'vitest';
import type { Lane } from './bar-lanes.ts';
import { assignColours, PALETTE_SIZE, parseHex } from './kernel-colours.ts';
import { laneAt, lanesInSight, scrollTo, withMargin } from './lane-layout.ts';
import { makeScratch, rasterLane } from './raster-lane.ts';

const TEAL = 0x60750b;
const BLUE = 0xc15f4a;
const RED = 0x1e26b3;
const alpha = (pixel: number) => pixel >>> 24;
const rgb = (pixel: number) => pixel & 0xff_ffff;

/** Bars of start, length, job, failed; every one took all the CPU there was. */
function draw(bars: [number, number, number, number?][], { column = 0, scale = 1, width = 20 } = {}) {
  const lane: Lane = {
    start: bars.map(([start]) => start),
    length: bars.map(([, length]) => length),
    job: bars.map(([, , job]) => job),
    done: bars.map(() => 1),
    failed: bars.map(([, , , failed = 0]) => failed),
    cpu: bars.map(([, length]) => length),
    freshFrom: Infinity,
  };
  const out = new Uint32Array(width + 2).fill(7);
  const look = { colourOf: (job: number) => (job === 1 ? TEAL : BLUE), failed: RED, cores: 1 };
  const looked = rasterLane(out, 1, lane, { column, scale, width }, look, makeScratch(width));
  expect([out[0], out[width + 1]]).toEqual([7, 7]);
  return { pixels: [...out.subarray(1, width + 1)], looked };
}

test('a bar covers its pixels in the colour of its kernel and stands apart from the next one', () => {
  const { pixels } = draw([
    [2, 6, 1],
    [8, 6, 2],
  ]);
  expect(pixels.map((pixel) => (pixel === 0 ? '.' : rgb(pixel) === TEAL ? 't' : 'b')).join('')).toBe(
    '..ttttt.bbbbb.......',
  );
  expect(alpha(pixels[3] ?? 0)).toBe(255);
});

test('short bars that share pixels are as strong as the time they cover, and a single one is still seen', () => {
  const half = draw(
    Array.from({ length: 100 }, (_, i) => [i * 10, 5, 1] as [number, number, number]),
    { scale: 0.02 },
  );
  const one = draw([[500, 1, 1]], { scale: 0.02 });
  expect(alpha(half.pixels[5] ?? 0)).toBe(255);
  expect(alpha(one.pixels[10] ?? 0)).toBeGreaterThan(60);
  expect(one.pixels.filter((pixel) => pixel !== 0)).toHaveLength(1);
});

test('a failure is seen over whatever else is there', () => {
  const { pixels } = draw([
    [0, 8, 1, 1],
    [8, 8, 1],
  ]);
  expect(pixels.slice(6, 8).map(rgb)).toEqual([RED, RED]);
  expect(rgb(draw([[5, 0, 1, 1]]).pixels[4] ?? 0)).toBe(RED);
});

test('only what is in the window is looked at, and nothing is drawn outside it', () => {
  const bars = Array.from({ length: 1000 }, (_, i) => [i * 10, 9, 1] as [number, number, number]);
  const { looked, pixels } = draw(bars, { column: 5003, width: 30 });
  expect(looked).toBeLessThanOrEqual(6);
  expect(rgb(pixels[0] ?? 0)).toBe(TEAL);
});

test('lanes in sight, under a finger, and to be brought into sight', () => {
  expect(lanesInSight(1000, 6, 60, 120)).toEqual({ first: 10, end: 30 });
  expect(lanesInSight(5, 26, 0, 600)).toEqual({ first: 0, end: 5 });
  expect(withMargin({ first: 10, end: 30 }, 1000, 512)).toEqual({ first: 0, end: 50 });
  expect(withMargin({ first: 100, end: 500 }, 1000, 512)).toEqual({ first: 44, end: 556 });
  expect([laneAt(-1, 0, 6, 9), laneAt(7, 60, 6, 100), laneAt(90, 0, 6, 9)]).toEqual([-1, 11, -1]);
  expect([scrollTo(3, 26, 200, 100), scrollTo(9, 26, 200, 100), scrollTo(20, 26, 200, 100)]).toEqual([
    78, 200, 446,
  ]);
});

test('kernels have colours of their own as long as there are enough', () => {
  const names = ['hash', 'compress', 'probe', 'render', 'matmul', 'script'];
  const colours = assignColours(names);
  expect(new Set(colours.values()).size).toBe(PALETTE_SIZE);
  expect(assignColours(names.toReversed())).toEqual(colours);
  expect(assignColours([...names, 'more']).get('more')).toBeLessThan(PALETTE_SIZE);
  expect(parseHex(' #0b7560')).toBe(TEAL);
  expect(parseHex('red')).toBe(0x808080);
});

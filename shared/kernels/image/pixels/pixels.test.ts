// The pixel kernels: known answers worked out by hand or in plain numbers here, and the module that is committed is the one its
// source gives.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testRaster } from '../testing/test-photos.ts';
import { compilePixels, embedded } from './build-pixels.ts';
import { openCanvas, type Canvas, type Raster } from './pixels.ts';
import { gaussWindows, lanczosWindows, type Windows } from './windows.ts';

const pace = () => Promise.resolve();
const whole = ({ width, height }: Raster) => ({ left: 0, top: 0, width, height });
const open = (raster: Raster, size = { width: raster.width, height: raster.height }, alpha = false) =>
  openCanvas(raster, whole(raster), size, alpha, pace);
const flat = (width: number, height: number, pixel: readonly number[]): Raster => ({
  width,
  height,
  data: Uint8Array.from({ length: 4 * width * height }, (_, i) => pixel[i % 4]!),
});
const pixelAt = (canvas: Canvas, x: number, y: number) => [
  ...canvas.pixels().subarray(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4),
];

/** The same by the definition: weights in floating point, each pass rounded to bytes. */
function resizeByDefinition(raster: Raster, across: Windows, down: Windows): Uint8Array {
  const [width, height] = [across.starts.length, down.starts.length];
  const pass = (get: (k: number) => number, { starts, weights, taps }: Windows, i: number, last: number) => {
    let sum = 0;
    for (let k = 0; k < taps && starts[i]! + k <= last; k++)
      sum += weights[i * taps + k]! * get(starts[i]! + k);
    return Math.max(0, Math.min(255, Math.floor((sum + 8192) / 16_384)));
  };
  const middle = new Uint8Array(4 * width * raster.height);
  for (let y = 0; y < raster.height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 4; c++)
        middle[4 * (y * width + x) + c] = pass(
          (k) => raster.data[4 * (y * raster.width + k) + c]!,
          across,
          x,
          raster.width - 1,
        );
  const out = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let i = 0; i < 4 * width; i++)
      out[4 * y * width + i] = pass((k) => middle[4 * k * width + i]!, down, y, raster.height - 1);
  return out;
}

describe('resizing', () => {
  test('is what the weights say, whatever the sizes', async () => {
    const side = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(side, side, side, side, async (width, height, outWidth, outHeight) => {
        const raster = testRaster(width, height, { seed: width * height });
        const canvas = await open(raster, { width: outWidth, height: outHeight });
        const across = lanczosWindows({ size: width, from: 0, span: width, out: outWidth }, 4);
        const down = lanczosWindows({ size: height, from: 0, span: height, out: outHeight }, 2);
        const same = width === outWidth && height === outHeight;
        const expected = same ? new Uint8Array(raster.data) : resizeByDefinition(raster, across, down);
        expect(Buffer.compare(canvas.pixels(), expected)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('a flat colour stays that colour', async () => {
    const canvas = await open(flat(101, 67, [12, 200, 255, 255]), { width: 37, height: 91 });
    for (let at = 0; at < canvas.pixels().length; at += 4)
      expect([...canvas.pixels().subarray(at, at + 4)]).toEqual([12, 200, 255, 255]);
  });

  test('the colour of what is transparent does not shine into what is not', async () => {
    const raster = flat(40, 40, [0, 0, 255, 255]);
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 20; x++) raster.data.set([255, 0, 0, 0], 4 * (y * 40 + x));
    const canvas = await open(raster, { width: 10, height: 10 }, true);
    const row = Array.from({ length: 10 }, (_, x) => pixelAt(canvas, x, 5));
    for (const [red] of row) expect(red).toBe(0);
    const seen = row.filter(([, , , alpha = 0]) => alpha > 8);
    expect(seen.length).toBeGreaterThan(3);
    for (const [, , blue] of seen) expect(blue).toBeGreaterThan(220);
  });
});

test('weights sum to one, whatever is mixed', () => {
  const size = fc.integer({ min: 1, max: 5000 });
  const sums = ({ weights, taps, starts }: Windows) =>
    Array.from(starts, (_, i) => weights.subarray(i * taps, (i + 1) * taps).reduce((a, b) => a + b, 0));
  fc.assert(
    fc.property(size, size, (from, out) => {
      expect(new Set(sums(lanczosWindows({ size: from, from: 0, span: from, out }, 4)))).toEqual(
        new Set([16_384]),
      );
    }),
    { numRuns: 30 },
  );
  for (const sigma of [0.05, 0.5, 3, 50])
    expect(new Set(sums(gaussWindows(333, sigma, 2)))).toEqual(new Set([16_384]));
});

test('gray is Rec. 709', async () => {
  const canvas = await open(flat(3, 3, [255, 0, 0, 200]));
  await canvas.grayscale();
  expect(pixelAt(canvas, 1, 1)).toEqual([54, 54, 54, 200]);
});

test('a blurred step is the bell’s integral', async () => {
  const raster = flat(200, 20, [0, 0, 0, 255]);
  for (let y = 0; y < 20; y++)
    for (let x = 100; x < 200; x++) raster.data.set([255, 255, 255], 4 * (y * 200 + x));
  const canvas = await open(raster);
  await canvas.blur(10);
  // Φ at half a pixel, 1 and 2 standard deviations beyond the step.
  expect(pixelAt(canvas, 100, 10)[0]).toBeCloseTo(255 * 0.5199, -0.4);
  expect(pixelAt(canvas, 110, 10)[0]).toBeCloseTo(255 * 0.8531, -0.4);
  expect(pixelAt(canvas, 120, 10)[0]).toBeCloseTo(255 * 0.9798, -0.4);
});

test('sharpening makes a step steeper and leaves what is flat', async () => {
  const raster = flat(40, 40, [100, 100, 100, 255]);
  for (let y = 0; y < 40; y++)
    for (let x = 20; x < 40; x++) raster.data.set([150, 150, 150], 4 * (y * 40 + x));
  const canvas = await open(raster);
  await canvas.sharpen(256);
  expect(pixelAt(canvas, 5, 20)).toEqual([100, 100, 100, 255]);
  expect(pixelAt(canvas, 19, 20)[0]).toBeLessThan(90);
  expect(pixelAt(canvas, 20, 20)[0]).toBeGreaterThan(160);
});

test('edges are where pixels differ: four times a step of one', async () => {
  const raster = flat(40, 40, [10, 10, 10, 255]);
  for (let y = 0; y < 40; y++) for (let x = 20; x < 40; x++) raster.data.set([40, 40, 40], 4 * (y * 40 + x));
  const canvas = await open(raster);
  await canvas.edges();
  expect(pixelAt(canvas, 5, 20)).toEqual([0, 0, 0, 255]);
  expect(pixelAt(canvas, 19, 20)[0]).toBe(120);
  expect(pixelAt(canvas, 0, 0)).toEqual([0, 0, 0, 255]);
});

test('work is told in small pieces', async () => {
  const works: number[] = [];
  const raster = testRaster(3000, 400);
  const canvas = await openCanvas(
    raster,
    whole(raster),
    { width: 1500, height: 200 },
    false,
    async (work) => void works.push(work),
  );
  await canvas.blur(20);
  await canvas.edges();
  expect(Math.max(...works)).toBeLessThan(8_000_000);
  expect(works.length).toBeGreaterThan(100);
});

test('the module that is committed is the one its source gives', async () => {
  expect(readFileSync(new URL('pixels-wasm.ts', import.meta.url), 'utf8')).toBe(
    embedded(await compilePixels()),
  );
});

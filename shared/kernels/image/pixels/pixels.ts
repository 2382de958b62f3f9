// Pictures in WebAssembly memory and what is done with them: resize, turn, gray, blur, sharpen, edge. Two places hold the
// picture in turns; a source that is not there yet comes in strips, so that a large photo that is made small never lies here
// whole. Needs WebAssembly SIMD (every browser since 2023).
import { decodeBase64 } from '../../bytes/decode-base64.ts';
import { once } from '../../once.ts';
import { PIXELS_WASM } from './pixels-wasm.ts';
import { gaussWindows, lanczosWindows, type Windows } from './windows.ts';

/** RGBA, 8 bits each, rows from top to bottom. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

/** The part of a source that is wanted, in its pixels. */
export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Told of work done, in pixels times taps; rests when it was much. */
export type Pace = (work: number) => Promise<void>;

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** The picture itself, until the next call. */
  pixels(): Uint8Array;
  grayscale(): Promise<void>;
  blur(sigma: number): Promise<void>;
  /** `amount` in 256ths of the difference to a slight blur. */
  sharpen(amount: number): Promise<void>;
  edges(): Promise<void>;
  /** As EXIF counts, 1 to 8. */
  orient(orientation: number): Promise<void>;
}

interface PixelExports {
  memory: WebAssembly.Memory;
  heapAt(): number;
  mixWithinRows(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    rows: number,
    width: number,
    starts: number,
    weights: number,
    groups: number,
  ): void;
  mixRows(target: number, bytes: number, rows: number, weights: number, pairs: number): void;
  premultiply(at: number, pixels: number): void;
  unpremultiply(at: number, pixels: number): void;
  gray(at: number, pixels: number): void;
  unsharp(at: number, blurred: number, pixels: number, amount: number): void;
  sobel(source: number, target: number, width: number, height: number, first: number, end: number): void;
  orient(
    source: number,
    target: number,
    width: number,
    height: number,
    orientation: number,
    first: number,
    end: number,
  ): void;
}

const PAGE_BYTES = 65_536;
const SLACK = 64;
const STRIP_ROWS = 32;
const SHARPEN_SIGMA = 1;

/** Compiled once: engines begin with slow code and make it fast while it runs. */
const compiled = once(() => WebAssembly.compile(decodeBase64(PIXELS_WASM)));

/** The picture at `at` in memory, or a raster outside of it. */
type Source = { width: number; height: number } & ({ at: number } | { data: Raster['data'] });

/** Puts a raster, or the part of it, into memory at the size wanted. `alpha`: some pixel is not opaque. */
export async function openCanvas(
  raster: Raster,
  crop: Crop,
  size: { width: number; height: number },
  alpha: boolean,
  pace: Pace,
): Promise<Canvas> {
  const instance = await WebAssembly.instantiate(await compiled());
  const wasm = instance.exports as unknown as PixelExports;
  const base = wasm.heapAt();
  const placeBytes = size.width * size.height * 4 + SLACK;
  let { width, height } = size;
  let places = 1;
  let current = 0;
  let top = 0;

  const placeAt = (place: number) => base + place * aligned(placeBytes);
  const here = () => placeAt(current);
  /** The place that does not hold the picture. */
  const other = () => {
    places = 2;
    return placeAt(1 - current);
  };
  const forgetScratch = () => (top = placeAt(places));
  const take = (bytes: number): number => {
    const at = top;
    top += aligned(bytes + SLACK);
    const missing = top - wasm.memory.buffer.byteLength;
    if (missing > 0) wasm.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return at;
  };
  const store = (values: Uint32Array<ArrayBuffer> | Int16Array<ArrayBuffer>): number => {
    const at = take(values.byteLength);
    new Uint8Array(wasm.memory.buffer).set(new Uint8Array(values.buffer), at);
    return at;
  };

  /** Rows of `source` through `across`, then columns through `down`, into `target`. */
  async function mix(source: Source, across: Windows, down: Windows, target: number): Promise<void> {
    const [outWidth, outHeight] = [across.starts.length, down.starts.length];
    const rowBytes = 4 * outWidth;
    const sourceBytes = 4 * source.width;
    const starts = store(across.starts.map((start) => 4 * start));
    const weights = store(across.weights);
    const downWeights = store(down.weights);
    const rows = take(4 * down.taps);
    const ringRows = down.taps + STRIP_ROWS;
    const ring = take(ringRows * rowBytes);
    const strip = 'at' in source ? 0 : take(STRIP_ROWS * sourceBytes + 4 * across.taps);
    const addresses = new Uint32Array(wasm.memory.buffer, rows, down.taps);
    const ringAt = (row: number) => ring + (row % ringRows) * rowBytes;
    let mixed = down.starts[0] ?? 0;

    const mixStrip = (first: number, count: number) => {
      let from = strip;
      if ('at' in source) from = source.at + first * sourceBytes;
      else {
        const bytes = source.data.subarray(first * sourceBytes, (first + count) * sourceBytes);
        new Uint8Array(wasm.memory.buffer).set(bytes, strip);
        if (alpha) wasm.premultiply(strip, count * source.width);
      }
      for (let row = 0; row < count;) {
        const slot = (first + row) % ringRows;
        const run = Math.min(count - row, ringRows - slot);
        const to = ring + slot * rowBytes;
        const groups = across.taps / 4;
        wasm.mixWithinRows(
          from + row * sourceBytes,
          sourceBytes,
          to,
          rowBytes,
          run,
          outWidth,
          starts,
          weights,
          groups,
        );
        row += run;
      }
    };

    for (let y = 0; y < outHeight; y++) {
      const first = down.starts[y] ?? 0;
      const end = Math.min(source.height, first + down.taps);
      mixed = Math.max(mixed, first);
      while (mixed < end) {
        const count = Math.min(STRIP_ROWS, source.height - mixed);
        mixStrip(mixed, count);
        mixed += count;
        await pace(count * outWidth * across.taps);
      }
      for (let tap = 0; tap < down.taps; tap++) addresses[tap] = ringAt(Math.min(first + tap, end - 1));
      wasm.mixRows(target + y * rowBytes, rowBytes, rows, downWeights + 2 * y * down.taps, down.taps / 2);
      await pace(outWidth * down.taps);
    }
  }

  async function blurInto(target: number, sigma: number): Promise<void> {
    forgetScratch();
    const source = { width, height, at: here() };
    if (alpha) wasm.premultiply(source.at, width * height);
    await mix(source, gaussWindows(width, sigma, 4), gaussWindows(height, sigma, 2), target);
    if (alpha) {
      wasm.unpremultiply(source.at, width * height);
      wasm.unpremultiply(target, width * height);
    }
  }

  /** Calls `work` for bands of rows, resting between them. */
  async function inBands(weight: number, work: (first: number, end: number) => void): Promise<void> {
    const rows = Math.max(1, Math.ceil(500_000 / (width * weight)));
    const total = height;
    for (let first = 0; first < total; first += rows) {
      const end = Math.min(total, first + rows);
      work(first, end);
      await pace((end - first) * width * weight);
    }
  }

  forgetScratch();
  take(0);
  const whole =
    crop.left === 0 && crop.top === 0 && crop.width === raster.width && crop.height === raster.height;
  if (whole && width === raster.width && height === raster.height)
    new Uint8Array(wasm.memory.buffer).set(raster.data, here());
  else {
    const { left, top: above } = crop;
    const across = lanczosWindows({ size: raster.width, from: left, span: crop.width, out: width }, 4);
    const down = lanczosWindows({ size: raster.height, from: above, span: crop.height, out: height }, 2);
    await mix(raster, across, down, here());
    if (alpha) wasm.unpremultiply(here(), width * height);
  }

  return {
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    pixels: () => new Uint8Array(wasm.memory.buffer, here(), 4 * width * height),
    grayscale: () => inBands(4, (first, end) => wasm.gray(here() + 4 * width * first, width * (end - first))),
    async blur(sigma) {
      await blurInto(other(), sigma);
      current = 1 - current;
    },
    async sharpen(amount) {
      const blurred = other();
      await blurInto(blurred, SHARPEN_SIGMA);
      await inBands(2, (first, end) => {
        const at = 4 * width * first;
        wasm.unsharp(here() + at, blurred + at, width * (end - first), amount);
      });
    },
    async edges() {
      await inBands(4, (first, end) => wasm.gray(here() + 4 * width * first, width * (end - first)));
      const target = other();
      forgetScratch();
      take(0);
      await inBands(16, (first, end) => wasm.sobel(here(), target, width, height, first, end));
      current = 1 - current;
    },
    async orient(orientation) {
      if (orientation <= 1) return;
      const target = other();
      forgetScratch();
      take(0);
      await inBands(8, (first, end) => wasm.orient(here(), target, width, height, orientation, first, end));
      current = 1 - current;
      if (orientation >= 5) [width, height] = [height, width];
    },
  };
}

const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64;

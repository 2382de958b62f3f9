// What can be done to the pixels of a frame, in place. Whole numbers only, so that a filter is the same everywhere (what the codecs make of it is not).
import type { Filter } from './choices.ts';

/** `pixels`: RGBA, width × height × 4 bytes. */
export function filterPixels(filter: Filter, pixels: Uint8ClampedArray, width: number, height: number): void {
  switch (filter) {
    case 'none':
      return;
    case 'grayscale':
      return eachPixel(pixels, (r, g, b) => {
        const luma = lumaOf(r, g, b);
        return [luma, luma, luma];
      });
    case 'negative':
      return eachPixel(pixels, (r, g, b) => [255 - r, 255 - g, 255 - b]);
    case 'sepia':
      // the weights of the CSS filter, in 1/1024
      return eachPixel(pixels, (r, g, b) => [
        (402 * r + 787 * g + 194 * b) >> 10,
        (357 * r + 702 * g + 172 * b) >> 10,
        (279 * r + 547 * g + 134 * b) >> 10,
      ]);
    case 'blur':
      return blur(pixels, width, height);
    case 'edges':
      return findEdges(pixels, width, height);
  }
}

/** BT.601 in 1/256. */
const lumaOf = (r: number, g: number, b: number) => (77 * r + 150 * g + 29 * b) >> 8;

function eachPixel(
  pixels: Uint8ClampedArray,
  change: (r: number, g: number, b: number) => readonly [number, number, number],
): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const [r, g, b] = change(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0);
    pixels[i] = r;
    pixels[i + 1] = g;
    pixels[i + 2] = b;
  }
}

/** The mean of five by five pixels, one direction after the other; beyond the border is the border. */
function blur(pixels: Uint8ClampedArray, width: number, height: number): void {
  const across = new Uint8ClampedArray(pixels.length);
  average(pixels, across, { step: 4, length: width, lines: height, lineStep: width * 4 });
  average(across, pixels, { step: width * 4, length: height, lines: width, lineStep: 4 });
}

const REACH = 2;

function average(
  from: Uint8ClampedArray,
  to: Uint8ClampedArray,
  { step, length, lines, lineStep }: { step: number; length: number; lines: number; lineStep: number },
): void {
  for (let line = 0; line < lines; line++)
    for (let channel = 0; channel < 3; channel++) {
      const start = line * lineStep + channel;
      const at = (i: number) => from[start + Math.min(length - 1, Math.max(0, i)) * step] ?? 0;
      let sum = 0;
      for (let i = -REACH; i <= REACH; i++) sum += at(i);
      for (let i = 0; i < length; i++) {
        to[start + i * step] = (sum + REACH) / (2 * REACH + 1);
        sum += at(i + REACH + 1) - at(i - REACH);
      }
    }
  for (let i = 3; i < to.length; i += 4) to[i] = 255;
}

/** How much the brightness changes around each pixel (Sobel), white on black. */
function findEdges(pixels: Uint8ClampedArray, width: number, height: number): void {
  const luma = new Uint8Array(width * height);
  for (let i = 0; i < luma.length; i++)
    luma[i] = lumaOf(pixels[4 * i] ?? 0, pixels[4 * i + 1] ?? 0, pixels[4 * i + 2] ?? 0);
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const at = (row: number, column: number) => luma[row + column] ?? 0;
      const across =
        at(above, right) +
        2 * at(here, right) +
        at(below, right) -
        at(above, left) -
        2 * at(here, left) -
        at(below, left);
      const down =
        at(below, left) +
        2 * at(below, x) +
        at(below, right) -
        at(above, left) -
        2 * at(above, x) -
        at(above, right);
      const strength = Math.abs(across) + Math.abs(down);
      const i = 4 * (here + x);
      pixels[i] = pixels[i + 1] = pixels[i + 2] = strength;
    }
  }
}

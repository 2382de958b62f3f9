// A chunk's result: for each pixel of its tile the sum over its paths as three f32, line by line, then a small PNG of them to look at.
import type { RenderParams } from '../params.ts';
import type { Tile } from '../plan/tiles.ts';
import { storedPng } from './png-chunks.ts';
import { createTone } from './tone.ts';

export const PIXEL_BYTES = 12;

export const sumBytes = ({ width, height }: Tile) => width * height * PIXEL_BYTES;

/** In little-endian f32, whatever the machine. */
export function encodeSums(sums: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(sums.length * 4));
  for (let i = 0; i < sums.length; i++) view.setFloat32(i * 4, sums[i] ?? 0, true);
  return new Uint8Array(view.buffer);
}

export function decodeSums(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const sums = new Float32Array(bytes.length >>> 2);
  for (let i = 0; i < sums.length; i++) sums[i] = view.getFloat32(i * 4, true);
  return sums;
}

export function tilePicture(
  params: RenderParams,
  { width, height, samples }: Tile,
  sums: Float32Array,
): Uint8Array {
  const tone = createTone(params);
  const lines = new Uint8Array(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let i = 0; i < width * 3; i++)
      lines[y * (1 + width * 3) + 1 + i] = tone((sums[y * width * 3 + i] ?? 0) / samples);
  return storedPng(width, height, lines);
}

// The first picture of a GIF, decoded here: the format is small and no codec at hand reads it. GIF89a, with transparency and
// interlacing; whatever follows the first picture is not looked at.
import { PhotoError } from '../photo-error.ts';
import type { Raster } from '../pixels/pixels.ts';
import { viewOf, type PhotoInfo } from './photo-info.ts';

const HEADER_BYTES = 13;
const [EXTENSION, PICTURE] = [0x21, 0x2c];
const GRAPHIC_CONTROL = 0xf9;
/** Rows of an interlaced picture come in four passes: from which row, and how far apart. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

const damaged = () => new PhotoError('the GIF is damaged or cut short');
const isSet = (flags: number, bit: number) => (flags & bit) !== 0;
const paletteBytes = (flags: number) => (isSet(flags, 0x80) ? 3 << ((flags & 7) + 1) : 0);

/** @throws PhotoError */
export function readGifFile(bytes: Uint8Array): PhotoInfo {
  if (bytes.length < HEADER_BYTES) throw damaged();
  const view = viewOf(bytes);
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  return { width, height, orientation: 1, alpha: true, exif: null, icc: null };
}

/** @throws PhotoError */
export function decodeGif(bytes: Uint8Array): Raster {
  const { width, height } = readGifFile(bytes);
  const view = viewOf(bytes);
  const flags = bytes[10] ?? 0;
  let palette = bytes.subarray(HEADER_BYTES, HEADER_BYTES + paletteBytes(flags));
  let at = HEADER_BYTES + palette.length;
  let transparent = -1;
  while (bytes[at] === EXTENSION) {
    if (bytes[at + 1] === GRAPHIC_CONTROL && isSet(bytes[at + 3] ?? 0, 1)) transparent = bytes[at + 6] ?? -1;
    at = skipBlocks(bytes, at + 2);
  }
  if (bytes[at] !== PICTURE || at + 11 > bytes.length) throw damaged();
  const [left, top] = [view.getUint16(at + 1, true), view.getUint16(at + 3, true)];
  const [partWidth, partHeight] = [view.getUint16(at + 5, true), view.getUint16(at + 7, true)];
  const partFlags = bytes[at + 9] ?? 0;
  at += 10;
  if (isSet(partFlags, 0x80)) {
    palette = bytes.subarray(at, at + paletteBytes(partFlags));
    at += palette.length;
  }
  if (left + partWidth > width || top + partHeight > height || palette.length === 0) throw damaged();

  const indices = unpackLzw(joinBlocks(bytes, at + 1), bytes[at] ?? 0, partWidth * partHeight);
  const data = new Uint8Array(4 * width * height);
  const rows = isSet(partFlags, 0x40) ? interlacedRows(partHeight) : null;
  for (let row = 0; row < partHeight; row++) {
    const y = top + (rows?.[row] ?? row);
    for (let x = 0; x < partWidth; x++) {
      const index = indices[row * partWidth + x] ?? 0;
      if (index === transparent) continue;
      const to = 4 * (y * width + left + x);
      for (let i = 0; i < 3; i++) data[to + i] = palette[3 * index + i] ?? 0;
      data[to + 3] = 255;
    }
  }
  return { width, height, data };
}

/** Where what follows a chain of blocks begins. */
function skipBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] ?? 0) > 0) at += 1 + (bytes[at] ?? 0);
  if (at >= bytes.length) throw damaged();
  return at + 1;
}

function joinBlocks(bytes: Uint8Array, from: number): Uint8Array {
  const end = skipBlocks(bytes, from);
  const joined = new Uint8Array(end - from);
  let size = 0;
  for (let at = from; (bytes[at] ?? 0) > 0; at += 1 + (bytes[at] ?? 0)) {
    joined.set(bytes.subarray(at + 1, at + 1 + (bytes[at] ?? 0)), size);
    size += bytes[at] ?? 0;
  }
  return joined.subarray(0, size);
}

function unpackLzw(packed: Uint8Array, codeBits: number, count: number): Uint8Array {
  if (codeBits < 1 || codeBits > 11) throw damaged();
  const clear = 1 << codeBits;
  const stop = clear + 1;
  const before = new Uint16Array(4096);
  const last = new Uint8Array(4096);
  const stack = new Uint8Array(4097);
  for (let i = 0; i < clear; i++) last[i] = i;
  const out = new Uint8Array(count);
  let size = 0;
  let [bits, held, width, next, previous, first] = [0, 0, codeBits + 1, stop + 1, -1, 0];
  for (let at = 0; size < count;) {
    while (held < width) {
      if (at >= packed.length) throw damaged();
      bits |= (packed[at++] ?? 0) << held;
      held += 8;
    }
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    held -= width;
    if (code === stop) break;
    if (code === clear) {
      [width, next, previous] = [codeBits + 1, stop + 1, -1];
      continue;
    }
    if (code > next || (code === next && previous < 0)) throw damaged();
    let depth = 0;
    let walked = code;
    if (code === next) {
      stack[depth++] = first;
      walked = previous;
    }
    while (walked >= clear) {
      stack[depth++] = last[walked] ?? 0;
      walked = before[walked] ?? 0;
    }
    first = last[walked] ?? 0;
    stack[depth++] = first;
    if (previous >= 0 && next < 4096) {
      before[next] = previous;
      last[next] = first;
      next++;
      if (next === 1 << width && width < 12) width++;
    }
    previous = code;
    while (depth > 0 && size < count) out[size++] = stack[--depth] ?? 0;
  }
  if (size < count) throw damaged();
  return out;
}

function interlacedRows(height: number): number[] {
  const rows: number[] = [];
  for (const [first, step] of PASSES) for (let row = first; row < height; row += step) rows.push(row);
  return rows;
}

// The chunks of a WebP file (RIFF). What our encoder writes has one chunk; EXIF and profile need the extended form.
import { joinBytes } from '../../bytes/join-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import { readOrientation } from './exif.ts';
import { ascii, asciiAt, viewOf, type PhotoExtras, type PhotoInfo } from './photo-info.ts';

const HEADER_BYTES = 12;
const [HAS_ICC, HAS_ALPHA, HAS_EXIF, IS_ANIMATED] = [0x20, 0x10, 0x08, 0x02];

interface Size {
  width: number;
  height: number;
  alpha: boolean;
}

interface Chunk {
  type: string;
  data: Uint8Array;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk, void> {
  const view = viewOf(bytes);
  for (let at = HEADER_BYTES; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    yield { type: asciiAt(bytes, at, 4), data: bytes.subarray(at + 8, at + 8 + size) };
    at += 8 + size + (size & 1);
  }
}

const uint24 = (data: Uint8Array, at: number) =>
  (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);

/** From the chunk that is the picture, or the one that describes it. */
function sizeOf({ type, data }: Chunk): Size | null {
  if (data.length < 10) return null;
  if (type === 'VP8X')
    return {
      width: uint24(data, 4) + 1,
      height: uint24(data, 7) + 1,
      alpha: ((data[0] ?? 0) & HAS_ALPHA) !== 0,
    };
  const view = viewOf(data);
  if (type === 'VP8 ')
    return {
      width: view.getUint16(6, true) & 0x3fff,
      height: view.getUint16(8, true) & 0x3fff,
      alpha: false,
    };
  if (type !== 'VP8L') return null;
  const bits = view.getUint32(1, true);
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    alpha: (bits & 0x1000_0000) !== 0,
  };
}

/** @throws PhotoError when there is no picture, or a moving one. */
export function readWebpFile(bytes: Uint8Array): PhotoInfo {
  let size: Size | null = null;
  let exif: Uint8Array | null = null;
  let icc: Uint8Array | null = null;
  for (const chunk of chunksOf(bytes)) {
    if (chunk.type === 'VP8X' && ((chunk.data[0] ?? 0) & IS_ANIMATED) !== 0)
      throw new PhotoError('it is a moving WebP, which cannot be read here; save one picture of it');
    size ??= sizeOf(chunk);
    if (chunk.type === 'EXIF')
      exif = asciiAt(chunk.data, 0, 6) === 'Exif\0\0' ? chunk.data.subarray(6) : chunk.data;
    if (chunk.type === 'ICCP') icc = chunk.data;
  }
  if (!size) throw new PhotoError('the WebP is damaged or cut short');
  return { ...size, orientation: readOrientation(exif), exif, icc };
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const framed = new Uint8Array(8 + data.length + (data.length & 1));
  framed.set(ascii(type));
  viewOf(framed).setUint32(4, data.length, true);
  framed.set(data, 8);
  return framed;
}

export function dressWebp(encoded: Uint8Array, { exif, icc }: PhotoExtras): Uint8Array {
  if (!exif && !icc) return encoded;
  const old = [...chunksOf(encoded)];
  const size = old.map(sizeOf).find((found) => found !== null);
  if (!size) throw new Error('the WebP encoder wrote no picture');
  const flags = (icc ? HAS_ICC : 0) | (exif ? HAS_EXIF : 0) | (size.alpha ? HAS_ALPHA : 0);
  const [width, height] = [size.width - 1, size.height - 1];
  const described = Uint8Array.of(flags, 0, 0, 0, ...bytes24(width), ...bytes24(height));
  const body = joinBytes([
    ascii('WEBP'),
    chunk('VP8X', described),
    ...(icc ? [chunk('ICCP', icc)] : []),
    ...old.filter(({ type }) => type !== 'VP8X').map(({ type, data }) => chunk(type, data)),
    ...(exif ? [chunk('EXIF', exif)] : []),
  ]);
  return chunk('RIFF', body);
}

const bytes24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, value >> 16];

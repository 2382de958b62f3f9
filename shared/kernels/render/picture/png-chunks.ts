// The parts of a PNG file (PNG specification, third edition) and a whole small one that is not packed, which has the same bytes everywhere.
import { joinBytes } from '../../bytes/join-bytes.ts';

export const PNG_HEAD = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Everything before the pixels: size, 8 bits of red, green and blue, sRGB. */
export function pngStart(width: number, height: number): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  return joinBytes([PNG_HEAD, pngChunk('IHDR', header), pngChunk('sRGB', Uint8Array.of(0))]);
}

export const PNG_END = pngChunk('IEND', new Uint8Array(0));

/** `lines`: each a filter's number (0) and its pixels; at most 65,535 bytes together. */
export function storedPng(width: number, height: number, lines: Uint8Array): Uint8Array {
  let [a, b] = [1, 0];
  for (const byte of lines) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const { length } = lines;
  const data = new Uint8Array(length + 11);
  data.set([0x78, 0x01, 1, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255]);
  data.set(lines, 7);
  data.set([b >>> 8, b & 255, a >>> 8, a & 255], length + 7);
  return joinBytes([pngStart(width, height), pngChunk('IDAT', data), PNG_END]);
}

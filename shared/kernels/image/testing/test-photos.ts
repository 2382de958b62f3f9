// Photos for tests: made here, so that none must be kept and each is the same on every run.
import type { OutputFormat } from '../choices.ts';
import { avif } from '../codecs/avif.ts';
import { dressJpeg } from '../formats/jpeg-file.ts';
import type { PhotoExtras } from '../formats/photo-info.ts';
import { openPhotoCodecs } from '../photo-codecs.ts';
import type { Raster } from '../pixels/pixels.ts';

export const codecs = openPhotoCodecs(avif, undefined);

/** Soft shades with some grain; `alpha`: the left half fades out. */
export function testRaster(width: number, height: number, { alpha = false, seed = 1 } = {}): Raster {
  const data = new Uint8Array(4 * width * height);
  let noise = seed >>> 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
      const grain = noise >>> 29;
      const at = 4 * (y * width + x);
      data[at] = Math.round((200 * x) / width) + grain;
      data[at + 1] = Math.round((200 * y) / height) + grain;
      data[at + 2] = ((x >> 4) + (y >> 4)) % 2 === 0 ? 180 : 60;
      data[at + 3] = alpha ? Math.min(255, Math.round((512 * x) / width)) : 255;
    }
  return { width, height, data };
}

/** Four corners of their own: red, green, blue and white, clockwise from the top left. */
export function cornersRaster(width: number, height: number): Raster {
  const corners = [
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 255],
    [0, 0, 255],
  ];
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const corner = corners[2 * Number(y >= height / 2) + Number(x >= width / 2)] ?? [];
      data.set([...corner, 255], 4 * (y * width + x));
    }
  return { width, height, data };
}

export const encodePhoto = (
  raster: Raster,
  format: OutputFormat = 'jpeg',
  quality = 90,
): Promise<Uint8Array> => codecs.encode(format, raster, quality, { exif: null, icc: null });

/** EXIF with an orientation, a camera's name and, as the second directory, a place where a thumbnail would be. */
export function testExif(orientation: number, little = true): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 2, little);
  const entry = (at: number, tag: number, type: number, count: number) => {
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, count, little);
  };
  entry(10, 0x010f, 2, 4);
  bytes.set(new TextEncoder().encode('Cam\0'), 18);
  entry(22, 0x0112, 3, 1);
  view.setUint16(30, orientation, little);
  view.setUint32(34, 38, little);
  return bytes;
}

/** A header that says RGB and a name; enough for those who do not convert. */
export function testProfile(name: string): Uint8Array {
  const bytes = new Uint8Array(200);
  bytes.set(new TextEncoder().encode('RGB XYZ '), 16);
  bytes.set(new TextEncoder().encode(name), 140);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}

export const withExtras = (jpeg: Uint8Array, extras: Partial<PhotoExtras>): Uint8Array =>
  dressJpeg(jpeg, { exif: null, icc: null, ...extras });

/** The smallest whole GIF of two colours, packed without any cleverness. */
export function testGif(width: number, height: number): Uint8Array {
  const codes: number[] = [];
  for (let i = 0; i < width * height; i++) {
    // A clear every few codes keeps them 3 bits wide.
    if (i % 2 === 0) codes.push(4);
    codes.push(Math.floor(i / width) < height / 2 ? 0 : 1);
  }
  codes.push(5);
  const bits = codes.flatMap((code) => [code & 1, (code >> 1) & 1, code >> 2]);
  const packed = Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, at) => byte | (bit << at), 0),
  );
  const blocks: number[] = [];
  for (let at = 0; at < packed.length; at += 255) {
    const block = packed.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  const size = [width & 255, width >> 8, height & 255, height >> 8];
  const header = [...new TextEncoder().encode('GIF89a'), ...size, 0x91, 0, 0];
  const palette = [200, 30, 40, 20, 60, 220, 0, 0, 0, 255, 255, 255];
  return Uint8Array.from([...header, ...palette, 0x2c, 0, 0, 0, 0, ...size, 0, 2, ...blocks, 0, 0x3b]);
}

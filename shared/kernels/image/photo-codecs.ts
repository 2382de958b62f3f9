// The formats by name: what a file of each says of itself, how it becomes pixels and how pixels become such a file.
import { openCrc32 } from '../bytes/crc32.ts';
import type { NativeModules } from '../native-modules.ts';
import type { OutputFormat } from './choices.ts';
import type { AvifCodec } from './codecs/avif.ts';
import { decodeJpeg, encodeJpeg } from './codecs/jpeg.ts';
import { decodePng, encodePng } from './codecs/png.ts';
import { decodeWebp, encodeWebp } from './codecs/webp.ts';
import { dressAvif, readAvifFile } from './formats/avif-file.ts';
import { decodeGif, readGifFile } from './formats/gif-file.ts';
import { dressJpeg, readJpegFile } from './formats/jpeg-file.ts';
import type { PhotoExtras, PhotoInfo } from './formats/photo-info.ts';
import { dressPng, readPngFile } from './formats/png-file.ts';
import { dressWebp, readWebpFile } from './formats/webp-file.ts';
import type { InputFormat } from './formats/sniff.ts';
import { PhotoError } from './photo-error.ts';
import type { Raster } from './pixels/pixels.ts';
import { unpackProfile } from './unpack-profile.ts';

export interface PhotoCodecs {
  read(format: InputFormat, bytes: Uint8Array): Promise<PhotoInfo>;
  decode(format: InputFormat, bytes: Uint8Array, pixels: number): Promise<Raster>;
  encode(
    format: OutputFormat,
    raster: Raster,
    quality: number | undefined,
    extras: PhotoExtras,
  ): Promise<Uint8Array>;
}

/** What people mean by "good": sizes are similar, AVIF's scale is another. */
const USUAL_QUALITY: Record<OutputFormat, number> = { jpeg: 80, webp: 78, avif: 55, png: 100 };

/** `avif`: null in the script that travels without it. */
export function openPhotoCodecs(avif: AvifCodec | null, native: NativeModules | undefined): PhotoCodecs {
  const needAvif = (): AvifCodec => {
    if (avif) return avif;
    throw new PhotoError('it is an AVIF whose name does not end in .avif; rename it');
  };
  return {
    async read(format, bytes) {
      switch (format) {
        case 'jpeg':
          return readJpegFile(bytes);
        case 'png':
          return readPngFile(bytes, (packed) => unpackProfile(packed, native));
        case 'webp':
          return readWebpFile(bytes);
        case 'gif':
          return readGifFile(bytes);
        case 'avif':
          return readAvifFile(bytes);
      }
    },
    async decode(format, bytes, pixels) {
      switch (format) {
        case 'jpeg':
          return decodeJpeg(bytes, pixels);
        case 'png':
          return decodePng(bytes, pixels);
        case 'webp':
          return decodeWebp(bytes, pixels);
        case 'gif':
          return decodeGif(bytes);
        case 'avif':
          return needAvif().decode(bytes, pixels);
      }
    },
    async encode(format, raster, asked, extras) {
      const quality = asked ?? USUAL_QUALITY[format];
      switch (format) {
        case 'jpeg':
          return dressJpeg(await encodeJpeg(raster, quality), extras);
        case 'png':
          return dressPng(await encodePng(raster), extras, await openCrc32(native));
        case 'webp':
          return dressWebp(await encodeWebp(raster, quality), extras);
        case 'avif':
          return dressAvif(await needAvif().encode(raster, quality), extras.icc);
      }
    },
  };
}

// AVIF by libavif with libaom, the build of one thread. Four and a half megabytes: in a script of its own (`run-avif.ts`).
import decoderFactory from '@jsquash/avif/codec/dec/avif_dec.js';
import encoderFactory from '@jsquash/avif/codec/enc/avif_enc.js';
import { packageBytes } from '../../bytes/package-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import type { Raster } from '../pixels/pixels.ts';
import { emscriptenCodec, type Factory } from './emscripten-codec.ts';

interface Decoder {
  decode(bytes: Uint8Array, bitDepth: 8): Raster | null;
}
interface Encoder {
  encode(
    data: Uint8Array | Uint8ClampedArray,
    width: number,
    height: number,
    options: object,
  ): Uint8Array | null;
}

export interface AvifCodec {
  decode(bytes: Uint8Array, pixels: number): Promise<Raster>;
  encode(raster: Raster, quality: number): Promise<Uint8Array>;
}

const decoder = emscriptenCodec<Decoder>(async () => ({
  factory: decoderFactory as unknown as Factory,
  bytes: await packageBytes('@jsquash/avif/codec/dec/avif_dec.wasm'),
}));
const encoder = emscriptenCodec<Encoder>(async () => ({
  factory: encoderFactory as unknown as Factory,
  bytes: await packageBytes('@jsquash/avif/codec/enc/avif_enc.wasm'),
}));

/** Speed 8 takes half the time of 6 for a few per cent more bytes. */
const SETTINGS = {
  qualityAlpha: -1,
  denoiseLevel: 0,
  tileColsLog2: 0,
  tileRowsLog2: 0,
  speed: 8,
  subsample: 1,
  chromaDeltaQ: false,
  sharpness: 0,
  tune: 0,
  enableSharpYUV: false,
  bitDepth: 8,
  lossless: false,
};

export const avif: AvifCodec = {
  async decode(bytes, pixels) {
    const { value } = await decoder.call(16 * pixels + bytes.length, (module) => module.decode(bytes, 8));
    if (!value) throw new PhotoError('the AVIF is damaged or cut short');
    return value;
  },
  async encode({ data, width, height }, quality) {
    const { value } = await encoder.call(40 * width * height, (module) => {
      const encoded = module.encode(data, width, height, { ...SETTINGS, quality });
      return encoded && new Uint8Array(encoded);
    });
    if (!value) throw new Error('the AVIF encoder failed');
    return value;
  },
};

// WebP by libwebp; of an animation the first picture is refused by the decoder and named so before.
import decoderFactory from '@jsquash/webp/codec/dec/webp_dec.js';
import encoderFactory from '@jsquash/webp/codec/enc/webp_enc_simd.js';
import { packageBytes } from '../../bytes/package-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import type { Raster } from '../pixels/pixels.ts';
import { emscriptenCodec, type Factory } from './emscripten-codec.ts';

interface Decoder {
  decode(bytes: Uint8Array): Raster | null;
}
interface Encoder {
  encode(
    data: Uint8Array | Uint8ClampedArray,
    width: number,
    height: number,
    options: object,
  ): Uint8Array | null;
}

const decoder = emscriptenCodec<Decoder>(async () => ({
  factory: decoderFactory as unknown as Factory,
  bytes: await packageBytes('@jsquash/webp/codec/dec/webp_dec.wasm'),
}));
const encoder = emscriptenCodec<Encoder>(async () => ({
  factory: encoderFactory as unknown as Factory,
  bytes: await packageBytes('@jsquash/webp/codec/enc/webp_enc_simd.wasm'),
}));

/** libwebp's usual settings (WebPConfig in encode.h), as cwebp has them. */
const SETTINGS = {
  target_size: 0,
  target_PSNR: 0,
  method: 4,
  sns_strength: 50,
  filter_strength: 60,
  filter_sharpness: 0,
  filter_type: 1,
  partitions: 0,
  segments: 4,
  pass: 1,
  show_compressed: 0,
  preprocessing: 0,
  autofilter: 0,
  partition_limit: 0,
  alpha_compression: 1,
  alpha_filtering: 1,
  alpha_quality: 100,
  lossless: 0,
  exact: 0,
  image_hint: 0,
  emulate_jpeg_size: 0,
  thread_level: 0,
  low_memory: 0,
  near_lossless: 100,
  use_delta_palette: 0,
  use_sharp_yuv: 0,
};

export async function decodeWebp(bytes: Uint8Array, pixels: number): Promise<Raster> {
  const { value } = await decoder.call(8 * pixels + bytes.length, (module) => module.decode(bytes));
  if (!value) throw new PhotoError('the WebP is damaged or cut short');
  return value;
}

export async function encodeWebp({ data, width, height }: Raster, quality: number): Promise<Uint8Array> {
  const { value } = await encoder.call(16 * width * height, (module) => {
    const encoded = module.encode(data, width, height, { ...SETTINGS, quality });
    return encoded && new Uint8Array(encoded);
  });
  if (!value) throw new Error('the WebP encoder failed');
  return value;
}

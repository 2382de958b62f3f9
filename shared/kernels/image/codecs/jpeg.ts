// JPEG by mozjpeg. A picture that is cut short or damaged still decodes, with gray where something is missing: what the
// decoder says about it counts as failure.
import decoderFactory from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import encoderFactory from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js';
import { packageBytes } from '../../bytes/package-bytes.ts';
import { PhotoError } from '../photo-error.ts';
import type { Raster } from '../pixels/pixels.ts';
import { emscriptenCodec, type Factory } from './emscripten-codec.ts';

interface Decoder {
  decode(bytes: Uint8Array, turn: boolean): Raster | null;
}
interface Encoder {
  encode(data: Uint8Array | Uint8ClampedArray, width: number, height: number, options: object): Uint8Array;
}

const decoder = emscriptenCodec<Decoder>(async () => ({
  factory: decoderFactory as unknown as Factory,
  bytes: await packageBytes('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
}));
const encoder = emscriptenCodec<Encoder>(async () => ({
  factory: encoderFactory as unknown as Factory,
  bytes: await packageBytes('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'),
}));

/** libjpeg's words for data that is missing or wrong; others are harmless and met in cameras' files. */
const DAMAGE = /corrupt|premature end/i;
const HARMLESS = /extraneous bytes/i;

/** mozjpeg's usual settings, as squoosh has them. `chroma_subsample` 2 is 4:2:0, which `auto_subsample` leaves at high quality. */
const SETTINGS = {
  baseline: false,
  arithmetic: false,
  progressive: true,
  optimize_coding: true,
  smoothing: 0,
  color_space: 3,
  quant_table: 3,
  trellis_multipass: false,
  trellis_opt_zero: false,
  trellis_opt_table: false,
  trellis_loops: 1,
  auto_subsample: true,
  chroma_subsample: 2,
  separate_chroma_quality: false,
  chroma_quality: 75,
};

/** Pixels as they are stored, whatever EXIF says of turning. */
export async function decodeJpeg(bytes: Uint8Array, pixels: number): Promise<Raster> {
  // Besides the pixels, a progressive picture needs its coefficients: three planes of 16 bits at most.
  const { value, said } = await decoder.call(10 * pixels + bytes.length, (module) =>
    module.decode(bytes, false),
  );
  if (!value || said.some((line) => DAMAGE.test(line) && !HARMLESS.test(line)))
    throw new PhotoError('the JPEG is damaged or cut short');
  return value;
}

export async function encodeJpeg({ data, width, height }: Raster, quality: number): Promise<Uint8Array> {
  const { value } = await encoder.call(
    16 * width * height,
    (module) => new Uint8Array(module.encode(data, width, height, { ...SETTINGS, quality })),
  );
  if (!value) throw new Error('the JPEG encoder failed');
  return value;
}

// One photo through all that is asked, in this order: turned as EXIF says, resized, gray, blurred, sharpened, edges, watermark,
// encoded. Calls of a codec are one piece of work each; between and within everything else the thread may rest.
import { MOST_MEGAPIXELS, type OutputFormat } from './choices.ts';
import { uprightExif } from './formats/exif.ts';
import { profileToKeep } from './formats/icc.ts';
import type { PhotoInfo } from './formats/photo-info.ts';
import { sniff, type InputFormat } from './formats/sniff.ts';
import type { ImageParams } from './params.ts';
import type { PhotoCodecs } from './photo-codecs.ts';
import { PhotoError } from './photo-error.ts';
import { openCanvas, type Canvas, type Pace, type Raster } from './pixels/pixels.ts';
import { beforeTurning, planSize } from './plan-size.ts';
import { drawWatermark } from './text/watermark.ts';

const MOST_SHARPEN = 384;
const MOST_SIDES: Record<OutputFormat, number> = { jpeg: 65_500, webp: 16_383, avif: 65_535, png: 65_535 };

/** GIF is read and not written. */
export const outputFormat = (asked: ImageParams['format'], input: InputFormat): OutputFormat =>
  asked !== 'same' ? asked : input === 'gif' ? 'png' : input;

/** @throws PhotoError for a photo that cannot be computed on any device. */
export async function processPhoto(
  bytes: Uint8Array,
  params: ImageParams,
  codecs: PhotoCodecs,
  pace: Pace,
): Promise<Uint8Array> {
  const input = sniff(bytes);
  const info = await codecs.read(input, bytes);
  refuseHuge(info);
  const format = outputFormat(params.format, input);
  const picture = await paint(bytes, { ...info, input, format }, params, codecs, pace);
  await pace(Infinity);
  return codecs.encode(format, picture, params.quality, {
    exif: params.keepExif && info.exif ? uprightExif(info.exif) : null,
    icc: profileToKeep(info.icc),
  });
}

function refuseHuge({ width, height }: PhotoInfo): void {
  if (width < 1 || height < 1) throw new PhotoError('it has no pixels');
  const megapixels = (width * height) / 1_000_000;
  if (megapixels > MOST_MEGAPIXELS)
    throw new PhotoError(
      `it has ${Math.ceil(megapixels)} megapixels, and at most ${MOST_MEGAPIXELS} fit into the memory of a device; make it smaller first`,
    );
}

/** The decoded photo is let go before the result is encoded: it may be the largest thing there is. */
async function paint(
  bytes: Uint8Array,
  info: PhotoInfo & { input: InputFormat; format: OutputFormat },
  params: ImageParams,
  codecs: PhotoCodecs,
  pace: Pace,
): Promise<Raster> {
  const canvas = await place(bytes, info, params, codecs, pace);
  if ('data' in canvas) return canvas;
  await canvas.orient(info.orientation);
  await applyEffects(canvas, params);
  const out = { width: canvas.width, height: canvas.height, data: canvas.pixels() };
  if (info.alpha && info.format === 'jpeg') layOnWhite(out.data);
  if (params.watermark !== '') await drawWatermark(out, params);
  return out;
}

/** Decodes and resizes; where nothing is to be done the decoded photo itself. */
async function place(
  bytes: Uint8Array,
  info: PhotoInfo & { input: InputFormat; format: OutputFormat },
  params: ImageParams,
  codecs: PhotoCodecs,
  pace: Pace,
): Promise<Raster | Canvas> {
  const { format, input } = info;
  const { orientation } = info;
  const turned = orientation >= 5 ? { width: info.height, height: info.width } : info;
  const planned = planSize({ width: turned.width, height: turned.height }, params);
  const most = MOST_SIDES[format];
  if (Math.max(planned.size.width, planned.size.height) > most)
    throw new PhotoError(`a side of a ${format} picture has at most ${most} pixels; resize it`);
  if (planned.size.width * planned.size.height > MOST_MEGAPIXELS * 1_000_000)
    throw new PhotoError(`it would become larger than ${MOST_MEGAPIXELS} megapixels`);
  const raster = await codecs.decode(input, bytes, info.width * info.height);
  if (raster.width !== info.width || raster.height !== info.height)
    throw new PhotoError('its header and its pixels are of different sizes');
  await pace(Infinity);
  const alpha = info.alpha && isSeeThrough(raster);
  const { size, crop } = beforeTurning(planned, orientation, info);
  const resized =
    size.width !== raster.width || size.height !== raster.height || crop.left > 0 || crop.top > 0;
  const flatten = alpha && format === 'jpeg';
  if (!resized && orientation === 1 && !hasEffects(params) && !flatten) return raster;

  return openCanvas(raster, crop, size, alpha, pace);
}

const hasEffects = ({ grayscale, blur, sharpen, edge, watermark }: ImageParams) =>
  grayscale || blur > 0 || sharpen > 0 || edge || watermark !== '';

async function applyEffects(canvas: Canvas, { grayscale, blur, sharpen, edge }: ImageParams): Promise<void> {
  if (grayscale) await canvas.grayscale();
  // A radius is what the eye takes for the width of the blur: two standard deviations.
  if (blur > 0) await canvas.blur(blur / 2);
  if (sharpen > 0) await canvas.sharpen(Math.round((sharpen * MOST_SHARPEN) / 100));
  if (edge) await canvas.edges();
}

function isSeeThrough({ data }: Raster): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

/** JPEG has no transparency. */
function layOnWhite(data: Raster['data']): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 255;
    if (alpha === 255) continue;
    for (let i = 0; i < 3; i++)
      data[at + i] = Math.round(((data[at + i] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    data[at + 3] = 255;
  }
}

// What an owner may choose for `image`, and what a chunk's computation is told besides its bytes.
import * as z from 'zod/mini';
import { FORMATS, POSITIONS, RESIZES } from './choices.ts';

const MOST_SIDE = 16_384;
const share = z.int().check(z.gte(1), z.lte(100));
const amount = z.int().check(z.gte(0), z.lte(100));

export const ImageParams = z
  .strictObject({
    format: z._default(z.enum(FORMATS), 'jpeg'),
    /** 1 to 100; left out: what is usual for the format. PNG has none. */
    quality: z.optional(share),
    resize: z._default(z.enum(RESIZES), 'fit'),
    /** In pixels, after turning. */
    width: z._default(z.int().check(z.gte(1), z.lte(MOST_SIDE)), 2048),
    height: z._default(z.int().check(z.gte(1), z.lte(MOST_SIDE)), 2048),
    percent: z._default(z.int().check(z.gte(1), z.lte(400)), 50),
    enlarge: z._default(z.boolean(), false),
    grayscale: z._default(z.boolean(), false),
    /** Radius in pixels; 0: none. */
    blur: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
    /** Strength; 0: none. */
    sharpen: z._default(amount, 0),
    edge: z._default(z.boolean(), false),
    watermark: z._default(z.string().check(z.maxLength(100)), ''),
    position: z._default(z.enum(POSITIONS), 'bottom-right'),
    /** Of the watermark, in per cent. */
    opacity: z._default(share, 60),
    /** Keep EXIF (when, where, with what camera) in the output. */
    keepExif: z._default(z.boolean(), false),
  })
  .check(
    z.refine((params) => params.resize !== 'percent' || params.percent <= 100 || params.enlarge, {
      path: ['percent'],
      error: 'more than 100 needs enlarge',
    }),
    z.refine((params) => !params.keepExif || params.format !== 'avif', {
      path: ['keepExif'],
      error: 'AVIF files are written without EXIF here; choose JPEG, PNG or WebP',
    }),
  );
export type ImageParams = z.infer<typeof ImageParams>;

/** Sizes of the photos in the chunk. */
export interface ImageArgs {
  sizes: number[];
}

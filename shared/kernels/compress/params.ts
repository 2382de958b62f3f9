// What an owner may choose for `compress`, and what a chunk's computation is told besides its bytes.
import * as z from 'zod/mini';
import { GZIP_LEVELS, ZSTD_LEVELS } from './levels.ts';

export const FORMATS = ['gzip', 'zstd'] as const;
export const ARCHIVES = ['auto', 'each', 'zip'] as const;

export const CompressParams = z
  .strictObject({
    format: z._default(z.enum(FORMATS), 'gzip'),
    /** gzip 1 to 9, usually 6 (browsers always use their own); zstd 1 to 19, usually 3. */
    level: z.optional(z.int().check(z.gte(1), z.lte(ZSTD_LEVELS.most))),
    /** One compressed file for each (`auto`, `each`), or one `.zip`. */
    archive: z._default(z.enum(ARCHIVES), 'auto'),
  })
  .check(
    z.refine((params) => params.format !== 'gzip' || (params.level ?? 1) <= GZIP_LEVELS.most, {
      path: ['level'],
      error: `must be at most ${GZIP_LEVELS.most} for gzip`,
    }),
    z.refine((params) => params.format !== 'zstd' || params.archive !== 'zip', {
      path: ['archive'],
      error: 'zip needs the format gzip: few programs read zstd inside a zip',
    }),
  );
export type CompressParams = z.infer<typeof CompressParams>;

/** Sizes of the files in the chunk (of a piece: its own). The result of several ends with a table of their lengths. */
export interface CompressArgs {
  sizes: number[];
}

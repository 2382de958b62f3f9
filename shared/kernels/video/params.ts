// What an owner may choose for `video`, and what a chunk's computation is told besides its bytes.
import * as z from 'zod/mini';
import { CODECS, FILTERS, QUALITIES } from './choices.ts';

const side = z.int().check(z.gte(16), z.lte(7680));

export const VideoParams = z.strictObject({
  /** VP9 and AV1 pictures of different browsers join; H.264's do not, and is not offered. */
  codec: z._default(z.enum(CODECS), 'vp9'),
  /** Made to fit inside, never larger. */
  width: z._default(side, 1280),
  height: z._default(side, 720),
  filter: z._default(z.enum(FILTERS), 'none'),
  quality: z._default(z.enum(QUALITIES), 'good'),
  audio: z._default(z.boolean(), true),
  /** Seconds of film in a chunk, at least; cuts are made at key frames. */
  segment: z._default(z.int().check(z.gte(1), z.lte(60)), 4),
});
export type VideoParams = z.infer<typeof VideoParams>;

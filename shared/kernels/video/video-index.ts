// What the coordinator keeps of films that were cut: for each its size and pace, and where its chunks begin. JSON: a film of two hours has two
// thousand chunks, and nothing is as small as that is simple.
import * as z from 'zod/mini';

const FilmIndex = z.object({
  /** Of the pictures to make. */
  width: z.int(),
  height: z.int(),
  /** Frames a second, on average. */
  rate: z.number(),
  /** From when on each chunk is, seconds, and how many frames it has. */
  chunks: z.array(z.tuple([z.number(), z.int()])),
});
export type FilmIndex = z.infer<typeof FilmIndex>;

const VideoIndex = z.object({ version: z.literal(1), films: z.array(FilmIndex) });

export const packIndex = (films: readonly FilmIndex[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ version: 1, films }));

/** @throws Error when the bytes are no such index. */
export const readIndex = (bytes: Uint8Array): FilmIndex[] =>
  VideoIndex.parse(JSON.parse(new TextDecoder().decode(bytes))).films;

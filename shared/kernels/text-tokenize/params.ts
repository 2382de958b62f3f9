// What an owner may choose for `text-tokenize`, and what a chunk's computation is told besides its bytes.
import * as z from 'zod/mini';

export const TokenizeParams = z.strictObject({
  mode: z._default(z.enum(['words', 'byte-pairs']), 'words'),
  /** Upper and lower case are the same. */
  foldCase: z._default(z.boolean(), true),
  /** words: so many words in a row are counted together. */
  wordsTogether: z._default(z.int().check(z.gte(1), z.lte(5)), 1),
  /** Rows of `counts.csv`, the most frequent first. */
  rows: z._default(z.int().check(z.gte(1), z.lte(1_000_000)), 100_000),
  /** byte-pairs: tokens in the vocabulary, the 256 bytes included. */
  vocabulary: z._default(z.int().check(z.gte(257), z.lte(65_536)), 8192),
});
export type TokenizeParams = z.infer<typeof TokenizeParams>;

/** Whole files, or one piece of a file and whether it is the first or the last of it. */
export type TokenizeArgs = { sizes: number[] } | { size: number; isFirst: boolean; isLast: boolean };

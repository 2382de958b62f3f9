// What an owner may choose for `hash`, and what a chunk's computation is told besides its bytes.
import * as z from 'zod/mini';

export const ALGORITHMS = ['sha256', 'blake3', 'sha1', 'md5', 'crc32'] as const;

export const HashParams = z.strictObject({ algorithm: z._default(z.enum(ALGORITHMS), 'sha256') });
export type HashParams = z.infer<typeof HashParams>;
export type Algorithm = HashParams['algorithm'];

/** Whole files, one digest each; or one piece of a file, whose value is joined with its neighbours' (BLAKE3 only). */
export type HashArgs = { sizes: number[] } | { pieceOffset: number };

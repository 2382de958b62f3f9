// Why a chunk was not computed, as `failed` reports it. Thrown by compute threads and caught by the loop.
import type { ChunkFailure } from '../contract/chunk.ts';

export class ChunkError extends Error {
  override readonly name = 'ChunkError';
  readonly code: ChunkFailure['code'];
  constructor(code: ChunkFailure['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

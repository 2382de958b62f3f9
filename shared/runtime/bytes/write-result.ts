// Takes the bytes of one result as they come. Up to 16 KiB they travel inside the record; what is longer is cut into parts of
// 4 MiB that are uploaded as they fill, one at a time while the next one fills, and the record carries their manifest.
import { type Part, PART_BYTES } from '../../contract/blob.ts';
import type { Sha256 } from '../../contract/ids.ts';
import { MAX_BATCH_BYTES, MAX_INLINE_BYTES, packManifest } from '../../contract/result-batch.ts';
import { ChunkError } from '../chunk-error.ts';

const MAX_PARTS = Math.floor((MAX_BATCH_BYTES - 1024) / 36);

export interface ResultSink {
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves once everything is uploaded. */
  finish(): Promise<{ bytes: Uint8Array; byReference: boolean }>;
}

export function createResultSink(
  hashPart: (bytes: Uint8Array) => Promise<Sha256>,
  putPart: (sha: Sha256, bytes: Uint8Array) => Promise<void>,
  maxBytes = Infinity,
): ResultSink {
  let pieces: Uint8Array[] = [];
  let filled = 0;
  let total = 0;
  const parts: Part[] = [];
  let uploading: Promise<void> = Promise.resolve();

  function join(): Uint8Array {
    const whole = new Uint8Array(filled);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    pieces = [];
    filled = 0;
    return whole;
  }

  async function upload(bytes: Uint8Array) {
    const sha = await hashPart(bytes);
    parts.push({ sha, size: bytes.length });
    await putPart(sha, bytes);
  }

  /** Waits for the part before, so that at most two are in memory. */
  async function startUpload() {
    if (parts.length + 1 > MAX_PARTS)
      throw new ChunkError(
        'result-too-large',
        `a result may have at most ${MAX_PARTS} parts of ${PART_BYTES} bytes`,
      );
    const bytes = join();
    await uploading;
    uploading = upload(bytes);
    uploading.catch(() => {}); // thrown by the next write or by finish
  }

  return {
    async write(bytes) {
      total += bytes.length;
      if (total > maxBytes)
        throw new ChunkError(
          'result-too-large',
          `the result is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB`,
        );
      for (let at = 0; at < bytes.length;) {
        const piece = bytes.subarray(at, at + PART_BYTES - filled);
        pieces.push(piece);
        filled += piece.length;
        at += piece.length;
        if (filled === PART_BYTES) await startUpload();
      }
    },
    async finish() {
      await uploading;
      if (parts.length === 0 && filled <= MAX_INLINE_BYTES) return { bytes: join(), byReference: false };
      if (filled > 0) await upload(join());
      const size = parts.reduce((sum, part) => sum + part.size, 0);
      return { bytes: packManifest({ size, parts }), byReference: true };
    },
  };
}

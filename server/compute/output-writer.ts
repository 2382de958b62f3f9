// Turns what a reduce writes into an output blob: own bytes become parts of at most 4 MiB, the parts of results are taken by reference.
import { createHash } from 'node:crypto';
import type { BlobStore } from '../blobs/blob-store.ts';
import { type Part, PART_BYTES } from '../../shared/contract/blob.ts';
import type { Sha256 } from '../../shared/contract/ids.ts';
import type { OutputWriter } from '../../shared/kernels/kernel.ts';

export function makeOutputWriter(blobs: BlobStore, name: string): OutputWriter {
  const parts: Part[] = [];
  let size = 0;
  let buffer = new Uint8Array(0);
  let filled = 0;

  async function flush(): Promise<void> {
    if (filled === 0) return;
    const bytes = buffer.subarray(0, filled);
    const sha = createHash('sha256').update(bytes).digest('hex') as Sha256;
    await blobs.put(sha, bytes);
    parts.push({ sha, size: filled });
    buffer = new Uint8Array(0);
    filled = 0;
  }

  return {
    async write(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (buffer.length < filled + bytes.length - at && buffer.length < PART_BYTES) {
          const grown = new Uint8Array(
            Math.min(PART_BYTES, Math.max(64 * 1024, (filled + bytes.length - at) * 2)),
          );
          grown.set(buffer.subarray(0, filled));
          buffer = grown;
        }
        const take = Math.min(bytes.length - at, PART_BYTES - filled);
        buffer.set(bytes.subarray(at, at + take), filled);
        filled += take;
        at += take;
        size += take;
        if (filled === PART_BYTES) await flush();
      }
    },
    async append(blob) {
      await flush();
      parts.push(...blob.parts);
      size += blob.size;
    },
    async close() {
      await flush();
      return { name, size, blob: { size, parts } };
    },
  };
}

// How many bytes a second the `hash` kernel gets through here: its own code over made-up bytes, in memory, for a while.
import { run } from '#shared/kernels/hash/run.ts';

/** What one chunk is given. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** `now` is monotonic, ms. A first chunk warms up and does not count. */
export async function measureHash(forMs: number, now: () => number): Promise<number> {
  const bytes = new Uint8Array(CHUNK_BYTES);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31 + (i >> 8)) & 255;
  await hashChunk(bytes);
  const start = now();
  let done = 0;
  let elapsed = 0;
  while (elapsed < forMs) {
    await hashChunk(bytes);
    done += bytes.length;
    elapsed = now() - start;
  }
  return (done / elapsed) * 1000;
}

/** @throws Error when nothing was hashed: then the measurement is worth nothing. */
async function hashChunk(bytes: Uint8Array): Promise<void> {
  let written = 0;
  await run({
    index: 0,
    params: { algorithm: 'sha256' },
    args: { sizes: [bytes.length] },
    inputSize: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
    write: (result) => {
      written += result.length;
      return Promise.resolve();
    },
    progress: () => Promise.resolve(),
  });
  if (written !== 32) throw new Error(`hashing gave ${written} bytes instead of 32`);
}

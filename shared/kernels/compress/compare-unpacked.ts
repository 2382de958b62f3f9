// Decompresses a stretch of a result and compares it with a stretch of the input, in memory that does not grow with
// either. What decompresses to the right bytes but has something between or after them is wrong too: a reader of the
// joined file would stop there.
import type { ByteReader } from '../kernel.ts';
import type { NativeModules } from '../native-modules.ts';
import { firstDifference } from '../bytes/first-difference.ts';

export type Unpacking = 'gzip' | 'zstd' | 'deflate';

export interface Stretch {
  input: ByteReader;
  inputStart: number;
  inputEnd: number;
  result: ByteReader;
  start: number;
  end: number;
}

/** Up to so many bytes are decompressed in one call, which is much cheaper than a stream for each of many small files. */
const AT_ONCE_BYTES = 4 * 1024 * 1024;
const FEED_BYTES = 64 * 1024;
/** A frame may ask its reader for so much memory, as a power of two. Level 19 on 4 MiB needs 22. */
const ZSTD_WINDOW_LOG = 23;

/** What is wrong, or null. `seen` is handed the right bytes in order. @throws when the input or the result cannot be read. */
export async function compareUnpacked(
  native: NativeModules,
  kind: Unpacking,
  stretch: Stretch,
  seen: (bytes: Uint8Array) => void = () => undefined,
): Promise<string | null> {
  const { inputStart, inputEnd, start, end } = stretch;
  if (start === end) return 'the compressed bytes are missing';
  const isSmall = inputEnd - inputStart <= AT_ONCE_BYTES && end - start <= 2 * AT_ONCE_BYTES;
  return isSmall ? compareAtOnce(native, kind, stretch, seen) : compareStream(native, kind, stretch, seen);
}

const message = (error: unknown) =>
  `does not decompress: ${error instanceof Error ? error.message : String(error)}`;

async function compareAtOnce(
  { zlib }: NativeModules,
  kind: Unpacking,
  s: Stretch,
  seen: (bytes: Uint8Array) => void,
) {
  const size = s.inputEnd - s.inputStart;
  const compressed = await s.result.read(s.start, s.end - s.start);
  const options = {
    maxOutputLength: Math.max(1, size),
    // all of it in one piece: else it is put together from pieces of 16 KiB
    chunkSize: Math.max(64, size + 1),
    info: true as const,
    ...zstdLimits(zlib),
  };
  const unpack = { gzip: zlib.gunzipSync, zstd: zlib.zstdDecompressSync, deflate: zlib.inflateRawSync }[kind];
  let unpacked: { buffer: ReturnType<NativeModules['zlib']['gunzipSync']>; engine: { bytesWritten: number } };
  try {
    // With `info` these return the bytes together with what read them, which their types do not say.
    unpacked = unpack(
      compressed,
      kind === 'zstd' ? options : { ...options, params: undefined },
    ) as unknown as typeof unpacked;
  } catch (error) {
    return message(error);
  }
  if (unpacked.engine.bytesWritten !== compressed.length) return 'something follows the compressed bytes';
  if (unpacked.buffer.length !== size)
    return `decompresses to ${unpacked.buffer.length} bytes instead of ${size}`;
  if (size === 0) return null;
  const right = await s.input.read(s.inputStart, size);
  if (!unpacked.buffer.equals(right))
    return `decompresses to something else from byte ${firstDifference(right, unpacked.buffer, 0)} on`;
  seen(right);
  return null;
}

async function compareStream(
  { zlib }: NativeModules,
  kind: Unpacking,
  s: Stretch,
  seen: (bytes: Uint8Array) => void,
) {
  const stream = {
    gzip: zlib.createGunzip,
    zstd: () => zlib.createZstdDecompress(zstdLimits(zlib)),
    deflate: zlib.createInflateRaw,
  }[kind]();
  let readFailure: unknown;
  const feed = async () => {
    for (let at = s.start; at < s.end; at += FEED_BYTES) {
      const bytes = await s.result.read(at, Math.min(FEED_BYTES, s.end - at)).catch((error: unknown) => {
        readFailure = error;
        throw error;
      });
      await new Promise<void>((resolve, reject) =>
        stream.write(bytes, (error) => (error ? reject(error) : resolve())),
      );
    }
    stream.end();
  };
  // Not waited for: a decompressor that has seen its end answers no further write.
  feed().catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))));

  const unpacked = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  let at = s.inputStart;
  try {
    for (;;) {
      let next: IteratorResult<Uint8Array, undefined>;
      try {
        next = await unpacked.next();
      } catch (error) {
        if (readFailure) throw readFailure;
        return message(error);
      }
      if (next.done) break;
      const bytes = next.value;
      if (at + bytes.length > s.inputEnd)
        return `decompresses to more than ${s.inputEnd - s.inputStart} bytes`;
      const right = await s.input.read(at, bytes.length);
      const wrong = firstDifference(right, bytes, at - s.inputStart);
      if (wrong >= 0) return `decompresses to something else from byte ${wrong} on`;
      seen(right);
      at += bytes.length;
    }
    if (at !== s.inputEnd)
      return `decompresses to ${at - s.inputStart} bytes instead of ${s.inputEnd - s.inputStart}`;
    return stream.bytesWritten === s.end - s.start ? null : 'something follows the compressed bytes';
  } finally {
    stream.destroy();
  }
}

const zstdLimits = ({ constants }: NativeModules['zlib']) => ({
  params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
});

// The data of one zip entry: raw deflate of a file of any size, then its data descriptor, so that the whole result can be
// appended to the archive as it is. Nothing larger than a few MiB is held.
import { openCrc32 } from '../../bytes/crc32.ts';
import { eachPiece } from '../../files/each-piece.ts';
import type { ChunkTask } from '../../kernel.ts';
import type { NativeModules } from '../../native-modules.ts';
import { levelOf } from '../levels.ts';
import type { CompressParams } from '../params.ts';
import { pump } from '../../bytes/pump.ts';
import { encodeDescriptor } from './zip-format.ts';

/** How far back deflate looks. */
const WINDOW_BYTES = 32 * 1024;

export async function deflateEntry(task: ChunkTask, params: CompressParams): Promise<void> {
  const crc = await openCrc32(task.native);
  let compressedSize = 0;
  const write = async (bytes: Uint8Array) => {
    compressedSize += bytes.length;
    await task.write(bytes);
  };
  const pieces = (async function* () {
    for await (const piece of eachPiece(task, [task.inputSize])) {
      crc.update(piece.bytes);
      yield piece;
    }
  })();
  if (task.native) {
    let before: Uint8Array = new Uint8Array(0);
    for await (const { bytes, last } of pieces) {
      await write(deflatePiece(task.native, bytes, before, last, levelOf(params)));
      before = bytes.subarray(-WINDOW_BYTES);
    }
  } else {
    const source = (async function* () {
      for await (const { bytes } of pieces) yield bytes;
    })();
    await pump(new CompressionStream('deflate-raw'), source, write);
  }
  await task.write(encodeDescriptor({ crc: crc.finish(), compressedSize, size: task.inputSize }));
}

/**
 * One piece of a raw deflate stream, as pigz makes it: the piece before is its dictionary, and it ends at a byte, so that
 * pieces follow one another. One call each, so that the thread rests between them.
 */
function deflatePiece(
  { zlib }: NativeModules,
  bytes: Uint8Array,
  before: Uint8Array,
  last: boolean,
  level: number,
): Uint8Array {
  const finishFlush = last ? zlib.constants.Z_FINISH : zlib.constants.Z_SYNC_FLUSH;
  return zlib.deflateRawSync(bytes, { level, finishFlush, ...(before.length > 0 && { dictionary: before }) });
}

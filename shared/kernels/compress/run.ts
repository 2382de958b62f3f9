// Compresses one chunk. A piece of a file or a file alone gives its members as they are. Several small files give their
// members and then a table of lengths (u32 each, little-endian), by which reduce tells them apart. In a zip, one file
// gives its entry's data with a data descriptor (`zip/deflate-entry.ts`).
import { joinBytes } from '../bytes/join-bytes.ts';
import { eachPiece } from '../files/each-piece.ts';
import type { ChunkTask } from '../kernel.ts';
import { deflateEntry } from './zip/deflate-entry.ts';
import { memberBytes, openMembers } from './members.ts';
import type { CompressArgs, CompressParams } from './params.ts';
import { encodeTable } from '../results/result-table.ts';

/** Small members are gathered, so that a chunk of 256 files is not 256 messages. */
const WRITE_BYTES = 256 * 1024;

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as CompressParams;
  const { sizes } = task.args as CompressArgs;
  if (params.archive === 'zip') return deflateEntry(task, params);

  const compress = await openMembers(params, task.native);
  const lengths = new Uint32Array(sizes.length);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const { file, bytes } of eachPiece(task, sizes, memberBytes(params))) {
    const member = await compress(bytes);
    lengths[file] = (lengths[file] ?? 0) + member.length;
    waiting.push(member);
    waitingBytes += member.length;
    if (waitingBytes < WRITE_BYTES) continue;
    await task.write(joinBytes(waiting));
    waiting = [];
    waitingBytes = 0;
  }
  if (sizes.length > 1) waiting.push(encodeTable(lengths));
  if (waiting.length > 0) await task.write(joinBytes(waiting));
}

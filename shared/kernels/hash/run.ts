// Hashes one chunk: the digests of its files, one after the other; or of a piece of a larger file its chaining value.
import { eachPiece } from '../files/each-piece.ts';
import type { ChunkTask } from '../kernel.ts';
import { loadBlake3, openSubtree, WINDOW_BYTES } from './blake3.ts';
import { DIGEST_BYTES, openDigest } from './digests.ts';
import type { HashArgs, HashParams } from './params.ts';

export async function run(task: ChunkTask): Promise<void> {
  const args = task.args as HashArgs;
  if ('pieceOffset' in args) return hashPiece(task, args.pieceOffset);

  const { algorithm } = task.params as HashParams;
  const digest = await openDigest(algorithm, task.native);
  const result = new Uint8Array(args.sizes.length * DIGEST_BYTES[algorithm]);
  for await (const piece of eachPiece(task, args.sizes, WINDOW_BYTES)) {
    if (piece.bytes.length > 0) digest.update(piece.bytes);
    if (piece.last) result.set(digest.finish(), piece.file * DIGEST_BYTES[algorithm]);
  }
  await task.write(result);
}

async function hashPiece(task: ChunkTask, offset: number): Promise<void> {
  const subtree = openSubtree(await loadBlake3(), offset, false);
  for await (const piece of eachPiece(task, [task.inputSize], WINDOW_BYTES)) subtree.update(piece.bytes);
  await task.write(subtree.finish());
}

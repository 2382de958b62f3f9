// Puts the digests of all chunks into one checksum file, in the order in which the person named the files. Pieces of a
// BLAKE3 file are joined here. A result of the wrong length (possible only unverified) counts as failed.
import type { OutputFile } from '../../contract/job.ts';
import { requireFiles } from '../files/cut-files.ts';
import { eachResult } from '../results/each-result.ts';
import { escapeName } from '../files/escape-name.ts';
import { asFilesPlan } from '../files/files-plan.ts';
import type { ReduceContext } from '../kernel.ts';
import { writeFailed } from '../results/write-failed.ts';
import { loadBlake3 } from './blake3.ts';
import { DIGEST_BYTES } from './digests.ts';
import type { HashParams } from './params.ts';

const WRITE_BYTES = 1024 * 1024;

export async function reduce(context: ReduceContext<HashParams>): Promise<OutputFile[]> {
  const { files } = requireFiles(context.input);
  const digests = await collectDigests(context, files.length);

  const missing = files.filter((_, number) => !digests[number]).map((file) => file.name);
  const writer = context.create(`checksums.${context.params.algorithm}`);
  const isBlake3 = context.params.algorithm === 'blake3';
  const encoder = new TextEncoder();
  let text = '';
  for (const [number, file] of files.entries()) {
    const digest = digests[number];
    if (!digest) continue;
    const { mark, name } = escapeName(file.name, isBlake3);
    text += `${mark}${toHex(digest)}  ${name}\n`;
    if (text.length < WRITE_BYTES) continue;
    await writer.write(encoder.encode(text));
    text = '';
  }
  if (text !== '') await writer.write(encoder.encode(text));
  return [await writer.close(), ...(await writeFailed(context, missing))];
}

/** One digest per file, by number; undefined for a file of which something failed. */
async function collectDigests(
  context: ReduceContext<HashParams>,
  count: number,
): Promise<(Uint8Array | undefined)[]> {
  const plan = asFilesPlan(context.plan);
  const bytesEach = DIGEST_BYTES[context.params.algorithm];
  const digests = Array.from<Uint8Array | undefined>({ length: count });
  let pieces: Uint8Array[] = [];
  let pieceFile = -1;
  for await (const { index, reader } of eachResult(context)) {
    const { files, piece } = plan.chunkAt(index);
    if (reader.size !== files.length * bytesEach) continue;
    const bytes = await reader.read(0, reader.size);
    if (!piece) {
      for (const [i, file] of files.entries())
        digests[file] = bytes.slice(i * bytesEach, (i + 1) * bytesEach);
      continue;
    }
    const [file = -1] = files;
    if (file !== pieceFile) pieces = [];
    pieceFile = file;
    if (piece.number === pieces.length) pieces.push(bytes);
    if (pieces.length === piece.of) digests[file] = (await loadBlake3()).join(pieces, true);
  }
  return digests;
}

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

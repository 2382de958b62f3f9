// One `archive.zip`. Each result is an entry's data and descriptor, appended by reference after a local header; the
// central directory is made from the descriptors. Entries follow the order of the chunks: largest first.
import { PART_BYTES } from '../../../contract/blob.ts';
import type { OutputFile } from '../../../contract/job.ts';
import { appendResult } from '../../results/append-result.ts';
import { requireFiles } from '../../files/cut-files.ts';
import { joinBytes } from '../../bytes/join-bytes.ts';
import { eachResult } from '../../results/each-result.ts';
import { asFilesPlan } from '../../files/files-plan.ts';
import type { ReduceContext } from '../../kernel.ts';
import { writeFailed } from '../../results/write-failed.ts';
import type { CompressParams } from '../params.ts';
import { safeNames } from '../../files/safe-names.ts';
import {
  decodeDescriptor,
  descriptorBytes,
  encodeCentralHeader,
  encodeEnd,
  encodeLocalHeader,
} from './zip-format.ts';

export async function reduceZip(context: ReduceContext<CompressParams>): Promise<OutputFile[]> {
  const { files } = requireFiles(context.input);
  const plan = asFilesPlan(context.plan);
  const encoder = new TextEncoder();
  const names = safeNames(
    files.map((file) => file.name),
    '',
  ).map((name) => encoder.encode(name));
  const archive = context.create('archive.zip');
  const stored = new Set<number>();
  const directory: Uint8Array[] = [];
  let offset = 0;

  for await (const entry of eachResult(context)) {
    const { reader } = entry;
    const [file = -1] = plan.chunkAt(entry.index).files;
    const size = files[file]?.size ?? 0;
    const name = names[file] ?? new Uint8Array(0);
    const tail = Math.min(reader.size, descriptorBytes(size));
    const sizes = decodeDescriptor(await reader.read(reader.size - tail, tail), size, reader.size);
    if (!sizes) continue;
    const header = encodeLocalHeader({ name, size });
    await archive.write(header);
    await appendResult(archive, entry);
    directory.push(encodeCentralHeader({ name, ...sizes, offset }));
    offset += header.length + reader.size;
    stored.add(file);
  }

  let directoryBytes = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for (const header of directory) {
    waiting.push(header);
    waitingBytes += header.length;
    directoryBytes += header.length;
    if (waitingBytes < PART_BYTES) continue;
    await archive.write(joinBytes(waiting));
    waiting = [];
    waitingBytes = 0;
  }
  await archive.write(joinBytes([...waiting, encodeEnd(directory.length, offset, directoryBytes)]));
  const missing = files.filter((_, file) => !stored.has(file)).map((file) => file.name);
  return [await archive.close(), ...(await writeFailed(context, missing))];
}

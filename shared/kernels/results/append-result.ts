// Appends a whole result to an output: by reference where it lies in the blob store, by its bytes where it is inline.
import { PART_BYTES } from '../../contract/blob.ts';
import type { ByteReader, OutputWriter, ResultEntry } from '../kernel.ts';

export async function appendResult(writer: OutputWriter, { parts, reader }: ResultEntry): Promise<void> {
  if (parts) await writer.append(parts);
  else await copyBytes(writer, reader, 0, reader.size);
}

/** Copies a stretch of a result, at most 4 MiB at a time. */
export async function copyBytes(
  writer: OutputWriter,
  reader: ByteReader,
  start: number,
  end: number,
): Promise<void> {
  for (let at = start; at < end; at += PART_BYTES)
    await writer.write(await reader.read(at, Math.min(PART_BYTES, end - at)));
}

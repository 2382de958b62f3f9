// A PNG of any size, packed as its lines come. Each line is written as its difference from the one above.
import type { OutputFile } from '../../../contract/job.ts';
import type { OutputWriter } from '../../kernel.ts';
import type { PictureWriter } from './picture-writer.ts';
import { PNG_END, pngChunk, pngStart } from './png-chunks.ts';
import type { Tone } from './tone.ts';

const UP = 2;

export async function openPng(
  writer: OutputWriter,
  { width, height }: { width: number; height: number },
  tone: Tone,
): Promise<PictureWriter<OutputFile>> {
  await writer.write(pngStart(width, height));
  const packer = new CompressionStream('deflate');
  const input = packer.writable.getWriter();
  const output = packer.readable.getReader();
  const drain = async () => {
    for (let next = await output.read(); !next.done; next = await output.read())
      await writer.write(pngChunk('IDAT', next.value));
  };
  // Who feeds must not wait for the end of a stream that nobody reads any more.
  const drained = drain().catch(async (error: unknown) => {
    await output.cancel(error).catch(() => undefined);
    throw error;
  });
  drained.catch(() => undefined);
  let above = new Uint8Array(width * 3);

  return {
    async write(lines) {
      const rows = lines.length / (width * 3);
      const bytes = new Uint8Array(rows * (1 + width * 3));
      for (let row = 0; row < rows; row++) {
        const line = Uint8Array.from(lines.subarray(row * width * 3, (row + 1) * width * 3), tone);
        const at = row * (1 + width * 3);
        bytes[at] = UP;
        for (let i = 0; i < line.length; i++) bytes[at + 1 + i] = (line[i] ?? 0) - (above[i] ?? 0);
        above = line;
      }
      await input.write(bytes);
    },
    async close() {
      await input.close();
      await drained;
      await writer.write(PNG_END);
      return writer.close();
    },
  };
}

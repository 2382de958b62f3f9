// An OpenEXR file of 32-bit floats in lines that are not packed: the light itself, for who grades pictures afterwards.
// Format: "OpenEXR File Layout", openexr.com.
import type { OutputFile } from '../../../contract/job.ts';
import { joinBytes } from '../../bytes/join-bytes.ts';
import type { OutputWriter } from '../../kernel.ts';
import type { PictureWriter } from './picture-writer.ts';

const MAGIC = 20_000_630;
const VERSION = 2;
const FLOAT = 2;
/** In the order of their names, as the format wants it; where each lies among red, green and blue. */
const CHANNELS = [
  ['B', 2],
  ['G', 1],
  ['R', 0],
] as const;
const OFFSETS_PER_WRITE = 4096;

interface Size {
  width: number;
  height: number;
}

export async function openExr(writer: OutputWriter, size: Size): Promise<PictureWriter<OutputFile>> {
  const { width, height } = size;
  const header = exrHeader(size);
  await writer.write(header);
  const lineBytes = 8 + width * 4 * CHANNELS.length;
  const dataAt = header.length + height * 8;
  for (let first = 0; first < height; first += OFFSETS_PER_WRITE) {
    const count = Math.min(OFFSETS_PER_WRITE, height - first);
    const view = new DataView(new ArrayBuffer(count * 8));
    for (let i = 0; i < count; i++) view.setBigUint64(i * 8, BigInt(dataAt + (first + i) * lineBytes), true);
    await writer.write(new Uint8Array(view.buffer));
  }
  let y = 0;
  return {
    async write(lines) {
      for (let at = 0; at < lines.length; at += width * 3) {
        const view = new DataView(new ArrayBuffer(lineBytes));
        view.setInt32(0, y++, true);
        view.setInt32(4, lineBytes - 8, true);
        for (const [i, [, place]] of CHANNELS.entries())
          for (let x = 0; x < width; x++)
            view.setFloat32(8 + (i * width + x) * 4, lines[at + x * 3 + place] ?? 0, true);
        await writer.write(new Uint8Array(view.buffer));
      }
    },
    close: () => writer.close(),
  };
}

function exrHeader({ width, height }: Size): Uint8Array {
  const text = (word: string) => new TextEncoder().encode(`${word}\0`);
  const ints = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer);
  const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const entry = (name: string, type: string, value: Uint8Array) =>
    joinBytes([text(name), text(type), ints(value.length), value]);
  const channel = ([name]: (typeof CHANNELS)[number]) =>
    // kind, then whether its steps are linear to the eye, then that none is left out
    joinBytes([text(name), ints(FLOAT, 0, 1, 1)]);
  const box = ints(0, 0, width - 1, height - 1);
  return joinBytes([
    ints(MAGIC, VERSION),
    entry('channels', 'chlist', joinBytes([...CHANNELS.map(channel), Uint8Array.of(0)])),
    entry('compression', 'compression', Uint8Array.of(0)),
    entry('dataWindow', 'box2i', box),
    entry('displayWindow', 'box2i', box),
    entry('lineOrder', 'lineOrder', Uint8Array.of(0)),
    entry('pixelAspectRatio', 'float', floats(1)),
    entry('screenWindowCenter', 'v2f', floats(0, 0)),
    entry('screenWindowWidth', 'float', floats(1)),
    Uint8Array.of(0),
  ]);
}

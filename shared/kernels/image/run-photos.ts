// Computes one chunk: each photo is read whole, worked on and written. One that cannot be computed leaves its reason in its
// place, so that its neighbours are not lost; what is wrong with the device is thrown.
import type { ChunkTask } from '../kernel.ts';
import { encodeTable } from '../results/result-table.ts';
import type { AvifCodec } from './codecs/avif.ts';
import type { ImageArgs, ImageParams } from './params.ts';
import { openPhotoCodecs } from './photo-codecs.ts';
import { PhotoError } from './photo-error.ts';
import { failedPhoto } from './photo-result.ts';
import { processPhoto } from './process-photo.ts';

const READ_BYTES = 1024 * 1024;
/** Pixels times taps between rests, a few tens of milliseconds of work. */
const WORK_BETWEEN_RESTS = 8_000_000;

export async function runPhotos(task: ChunkTask, avif: AvifCodec | null): Promise<void> {
  const params = task.params as ImageParams;
  const { sizes } = task.args as ImageArgs;
  const codecs = openPhotoCodecs(avif, task.native);
  const lengths = new Uint32Array(sizes.length);
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    let share = i / sizes.length;
    let waiting = 0;
    const pace = async (work: number) => {
      waiting += work;
      if (waiting < WORK_BETWEEN_RESTS) return;
      waiting = 0;
      // How much is left depends on the photo; it comes nearer to the next one's beginning and does not reach it.
      share += ((i + 1) / sizes.length - share) / 16;
      await task.progress(share);
    };
    const bytes = await readPhoto(task, at, size);
    at += size;
    const result = await processPhoto(bytes, params, codecs, pace).catch((error: unknown) => {
      if (error instanceof PhotoError) return failedPhoto(error.message);
      throw error;
    });
    lengths[i] = result.length;
    await task.write(result);
    await task.progress((i + 1) / sizes.length);
  }
  if (sizes.length > 1) await task.write(encodeTable(lengths));
}

async function readPhoto(task: ChunkTask, start: number, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += READ_BYTES)
    bytes.set(await task.read(start + at, Math.min(READ_BYTES, size - at)), at);
  return bytes;
}

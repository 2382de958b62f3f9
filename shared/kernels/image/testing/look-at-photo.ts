// What a photo is, for tests: its format, what it says of itself, its pixels.
import { sniff } from '../formats/sniff.ts';
import { codecs } from './test-photos.ts';

export const look = async (bytes: Uint8Array) => {
  const format = sniff(bytes);
  const info = await codecs.read(format, bytes);
  return { format, info, raster: await codecs.decode(format, bytes, info.width * info.height) };
};

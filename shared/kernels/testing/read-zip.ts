// Reads a zip back, for tests where no tool is at hand: names and bytes by the central directory, sums checked. Knows
// only what `zip-format.ts` writes, without zip64.
import { nativeModules } from '../native-modules.ts';

export function readZip(archive: Uint8Array): Map<string, Uint8Array> {
  const zlib = nativeModules()?.zlib;
  if (!zlib) throw new Error('tests run in Node');
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const end = archive.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error('the archive has no end');
  const entries = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('the directory is broken');
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameBytes));
    const local = view.getUint32(at + 42, true);
    if (view.getUint32(local, true) !== 0x04034b50) throw new Error(`the header of ${name} is broken`);
    const data = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const bytes = zlib.inflateRawSync(archive.subarray(data, data + view.getUint32(at + 20, true)));
    if (zlib.crc32(bytes) !== view.getUint32(at + 16, true)) throw new Error(`the sum of ${name} is wrong`);
    entries.set(name, bytes);
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

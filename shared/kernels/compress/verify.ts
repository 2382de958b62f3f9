// Judges a compressed chunk by decompressing it and comparing with the input. Stops at the first byte too many, so that
// a small result that unpacks to terabytes costs nothing. Needs Node's zlib: it runs on the coordinator.
import type { ByteReader, ChunkSpec, Verdict } from '../kernel.ts';
import { nativeModules, type NativeModules } from '../native-modules.ts';
import { compareUnpacked, type Stretch } from './compare-unpacked.ts';
import type { CompressArgs, CompressParams } from './params.ts';
import { findFiles } from '../results/result-table.ts';
import { decodeDescriptor, descriptorBytes } from './zip/zip-format.ts';

const rejected = (reason: string): Verdict => ({ verdict: 'rejected', reason });

/** No honest result is larger: what does not compress is stored with a few bytes for every 16 KiB and for every member. */
const mostBytes = (inputBytes: number, files: number) => inputBytes + inputBytes / 100 + 1024 * (files + 1);

export async function verify(
  params: CompressParams,
  spec: ChunkSpec | null,
  _chunk: number,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const native = nativeModules();
  if (!native) throw new Error('compressed results are verified in Node only');
  if (!spec) throw new Error('a chunk of compress always has a description');
  const { sizes } = spec.args as CompressArgs;
  if (result.size > mostBytes(input.size, sizes.length))
    return rejected(`${result.size} bytes is more than ${input.size} compress to`);
  return params.archive === 'zip'
    ? verifyEntry(native, input, result)
    : verifyMembers(native, params, sizes, input, result);
}

async function verifyMembers(
  native: NativeModules,
  params: CompressParams,
  sizes: readonly number[],
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  const extents = await findFiles(result, sizes.length);
  if (!extents) return rejected('the table of lengths does not fit the result');
  let at = 0;
  for (const [i, { start, end }] of extents.entries()) {
    const size = sizes[i] ?? 0;
    const stretch: Stretch = { input, inputStart: at, inputEnd: at + size, result, start, end };
    const wrong = await compareUnpacked(native, params.format, stretch);
    if (wrong) return rejected(extents.length > 1 ? `file ${i} of the chunk: ${wrong}` : wrong);
    at += size;
  }
  return { verdict: 'accepted' };
}

async function verifyEntry(native: NativeModules, input: ByteReader, result: ByteReader): Promise<Verdict> {
  const end = result.size - descriptorBytes(input.size);
  if (end < 0) return rejected('the result is too short for a zip entry');
  const descriptor = decodeDescriptor(await result.read(end, result.size - end), input.size, result.size);
  if (!descriptor) return rejected('the data descriptor does not fit the file');
  let crc = 0;
  const stretch: Stretch = { input, inputStart: 0, inputEnd: input.size, result, start: 0, end };
  const wrong = await compareUnpacked(
    native,
    'deflate',
    stretch,
    (bytes) => (crc = native.zlib.crc32(bytes, crc)),
  );
  if (wrong) return rejected(wrong);
  return crc >>> 0 === descriptor.crc
    ? { verdict: 'accepted' }
    : rejected('the sum in the data descriptor is wrong');
}

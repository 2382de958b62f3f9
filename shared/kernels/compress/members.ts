// Compresses bytes into one complete gzip member or zstd frame. Such members one after the other are one valid file.
// Node's zlib where there is one; else CompressionStream, which has no level, and zstd in WebAssembly.
import { joinBytes } from '../bytes/join-bytes.ts';
import type { NativeModules } from '../native-modules.ts';
import { levelOf } from './levels.ts';
import type { CompressParams } from './params.ts';
import { pump } from '../bytes/pump.ts';
import { loadZstd } from './zstd.ts';

const MIB = 1024 * 1024;

/**
 * How much input one member holds: 1 MiB of gzip costs 0.4 % in size against one stream, 4 MiB of zstd 0.1 %. A member
 * is compressed in one go, so the slow levels of zstd get less, to rest more often, at the price of some 4 %.
 */
export const memberBytes = (params: CompressParams): number =>
  params.format === 'gzip' || levelOf(params) > 5 ? MIB : 4 * MIB;

export type CompressMember = (bytes: Uint8Array) => Promise<Uint8Array>;

export async function openMembers(
  params: CompressParams,
  native: NativeModules | undefined,
): Promise<CompressMember> {
  const level = levelOf(params);
  if (params.format === 'gzip') {
    if (native) return async (bytes) => native.zlib.gzipSync(bytes, { level });
    return (bytes) => gzipByPlatform(bytes);
  }
  if (native && typeof native.zlib.zstdCompressSync === 'function') {
    const { zstdCompressSync, constants } = native.zlib;
    return async (bytes) =>
      zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
  }
  const compress = await loadZstd();
  return async (bytes) => compress(bytes, level);
}

async function gzipByPlatform(bytes: Uint8Array): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const source = (async function* () {
    yield bytes;
  })();
  await pump(new CompressionStream('gzip'), source, async (piece) => void pieces.push(piece));
  return joinBytes(pieces);
}

// CRC-32 (the one of gzip, zip and PNG) over bytes that come piece by piece: Node's own where there is one, hash-wasm's
// otherwise.
import { createCRC32 } from 'hash-wasm';
import type { NativeModules } from '../native-modules.ts';

export interface Crc32 {
  update(bytes: Uint8Array): void;
  /** The sum as an unsigned number; starts a new one. */
  finish(): number;
}

export async function openCrc32(native: NativeModules | undefined): Promise<Crc32> {
  if (native) {
    let sum = 0;
    return {
      update: (bytes) => void (sum = native.zlib.crc32(bytes, sum)),
      finish: () => {
        const done = sum;
        sum = 0;
        return done >>> 0;
      },
    };
  }
  const hasher = await createCRC32();
  hasher.init();
  return {
    update: (bytes) => void hasher.update(bytes),
    finish: () => {
      const digest = hasher.digest('binary');
      hasher.init();
      return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0);
    },
  };
}

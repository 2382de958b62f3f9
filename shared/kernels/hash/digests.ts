// One hasher per algorithm behind one face: Node's own where it is faster, WebAssembly elsewhere.
import { createMD5, createSHA1, createSHA256 } from 'hash-wasm';
import { openCrc32 } from '../bytes/crc32.ts';
import type { NativeModules } from '../native-modules.ts';
import { loadBlake3, openSubtree } from './blake3.ts';
import type { Algorithm } from './params.ts';

export const DIGEST_BYTES: Readonly<Record<Algorithm, number>> = {
  sha256: 32,
  blake3: 32,
  sha1: 20,
  md5: 16,
  crc32: 4,
};

export interface Digest {
  /** Bytes come in pieces of exactly 1 MiB, the last one of a file shorter. They are not changed until `finish`. */
  update(bytes: Uint8Array): void;
  /** The digest of what came; the next file starts afresh. */
  finish(): Uint8Array;
}

export async function openDigest(algorithm: Algorithm, native: NativeModules | undefined): Promise<Digest> {
  switch (algorithm) {
    case 'blake3':
      return openBlake3();
    case 'crc32':
      return openChecksum(native);
    case 'sha256':
    case 'sha1':
    case 'md5':
      return native ? openNative(native, algorithm) : openWasm(algorithm);
  }
}

function openNative({ crypto }: NativeModules, algorithm: 'sha256' | 'sha1' | 'md5'): Digest {
  let hash = crypto.createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    finish: () => {
      const digest = new Uint8Array(hash.digest());
      hash = crypto.createHash(algorithm);
      return digest;
    },
  };
}

async function openWasm(algorithm: 'sha256' | 'sha1' | 'md5'): Promise<Digest> {
  const create = { sha256: createSHA256, sha1: createSHA1, md5: createMD5 }[algorithm];
  const hasher = await create();
  hasher.init();
  return {
    update: (bytes) => void hasher.update(bytes),
    finish: () => {
      const digest = hasher.digest('binary');
      hasher.init();
      return digest;
    },
  };
}

async function openBlake3(): Promise<Digest> {
  const blake3 = await loadBlake3();
  let tree = openSubtree(blake3, 0, true);
  return {
    update: (bytes) => tree.update(bytes),
    finish: () => {
      const digest = tree.finish();
      tree = openSubtree(blake3, 0, true);
      return digest;
    },
  };
}

async function openChecksum(native: NativeModules | undefined): Promise<Digest> {
  const crc = await openCrc32(native);
  return {
    update: (bytes) => crc.update(bytes),
    finish: () => {
      const digest = new Uint8Array(4);
      new DataView(digest.buffer).setUint32(0, crc.finish());
      return digest;
    },
  };
}

// BLAKE3 as a tree in pieces: windows of 1 MiB become chaining values wherever they are, and joining the values gives
// the digest that b3sum gives. Needs WebAssembly SIMD (every browser since 2023). Which window is the root must be known
// when it is hashed, so a file's only window is told apart from its first.
import { decodeBase64 } from '../bytes/decode-base64.ts';
import { once } from '../once.ts';
import { BLAKE3_WASM } from './blake3-wasm.ts';

export const WINDOW_BYTES = 1024 * 1024;
const BLAKE3_CHUNK_BYTES = 1024;
const VALUE_BYTES = 32;

export interface Blake3 {
  /** The 32-byte value of at most 1 MiB that starts at byte `offset`, a multiple of 1 MiB, of its file. */
  hashWindow(bytes: Uint8Array, offset: number, root: boolean): Uint8Array;
  /**
   * Joins the values of neighbours, each of the same power-of-two size except for the last, which may be shorter.
   * One value is its own join; the root must then have been made by `hashWindow`.
   */
  join(values: readonly Uint8Array[], root: boolean): Uint8Array;
}

interface Blake3Exports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  valueAt(): number;
  hashWindow(length: number, firstChunk: number, root: boolean): void;
  joinPair(root: boolean): void;
}

export const loadBlake3: () => Promise<Blake3> = once(async () => {
  const { instance } = await WebAssembly.instantiate(decodeBase64(BLAKE3_WASM));
  const wasm = instance.exports as unknown as Blake3Exports;
  const memory = new Uint8Array(wasm.memory.buffer);
  const input = wasm.inputAt();
  const takeValue = () => memory.slice(wasm.valueAt(), wasm.valueAt() + VALUE_BYTES);

  const joinPair = (left: Uint8Array, right: Uint8Array, root: boolean) => {
    memory.set(left, input);
    memory.set(right, input + VALUE_BYTES);
    wasm.joinPair(root);
    return takeValue();
  };
  return {
    hashWindow(bytes, offset, root) {
      if (bytes.length > WINDOW_BYTES || offset % WINDOW_BYTES !== 0)
        throw new RangeError(
          `a window is at most 1 MiB and starts at a MiB, not ${bytes.length} bytes at ${offset}`,
        );
      memory.set(bytes, input);
      wasm.hashWindow(bytes.length, offset / BLAKE3_CHUNK_BYTES, root);
      return takeValue();
    },
    join(values, root) {
      let level = values;
      while (level.length > 1) {
        const isTop = level.length === 2;
        const above: Uint8Array[] = [];
        for (let i = 0; i < level.length; i += 2) {
          const [left, right] = [level[i], level[i + 1]];
          if (left && right) above.push(joinPair(left, right, root && isTop));
          else if (left) above.push(left);
        }
        level = above;
      }
      if (!level[0]) throw new RangeError('there is nothing to join');
      return level[0];
    },
  };
});

/** The value of a whole number of windows, fed one at a time in order; all but the last are full. */
export function openSubtree(
  blake3: Blake3,
  offset: number,
  root: boolean,
): { update(bytes: Uint8Array): void; finish(): Uint8Array } {
  const values: Uint8Array[] = [];
  let last: Uint8Array | undefined;
  const hashLast = (isRoot: boolean) => {
    values.push(blake3.hashWindow(last ?? new Uint8Array(0), offset + values.length * WINDOW_BYTES, isRoot));
  };
  return {
    update(bytes) {
      if (last) hashLast(false);
      last = bytes;
    },
    finish() {
      hashLast(root && values.length === 0);
      return blake3.join(values, root);
    },
  };
}

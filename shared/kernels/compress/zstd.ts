// zstd in WebAssembly: one call, one frame. A loader of our own because threads have no `fetch`.
import { once } from '../once.ts';
import { zstdBytes } from './zstd-bytes.ts';

/** The names that the pinned build of @bokuweb/zstd-wasm exports; a test notices when another version renames them. */
interface ZstdExports {
  f: WebAssembly.Memory;
  g: () => void; // __wasm_call_ctors
  h: (code: number) => number; // ZSTD_isError
  i: (size: number) => number; // ZSTD_compressBound
  m: (target: number, room: number, source: number, size: number, level: number) => number; // ZSTD_compress
  s: (size: number) => number; // malloc
  t: (address: number) => void; // free
}

const PAGE_BYTES = 65_536;

export type ZstdCompress = (bytes: Uint8Array, level: number) => Uint8Array;

export const loadZstd: () => Promise<ZstdCompress> = once(async () => {
  const stop = () => {
    throw new Error('zstd stopped');
  };
  /** emscripten_resize_heap: grow to at least so many bytes, or say no. */
  const resize = (bytes: number) => {
    try {
      wasm.f.grow(Math.ceil(((bytes >>> 0) - wasm.f.buffer.byteLength) / PAGE_BYTES));
      return 1;
    } catch {
      return 0;
    }
  };
  // a: proc_exit, b: runtime_keepalive_clear, c: abort, d: setitimer, e: resize_heap
  const imports = { a: { a: stop, b: () => undefined, c: stop, d: () => 0, e: resize } };
  const { instance } = await WebAssembly.instantiate(await zstdBytes(), imports);
  const wasm = instance.exports as unknown as ZstdExports;
  wasm.g();

  return (bytes, level) => {
    const room = wasm.i(bytes.length);
    const target = wasm.s(room);
    const source = wasm.s(Math.max(1, bytes.length));
    try {
      if (target === 0 || source === 0) throw new Error('no memory left for zstd');
      new Uint8Array(wasm.f.buffer).set(bytes, source);
      const size = wasm.m(target, room, source, bytes.length, level);
      if (wasm.h(size)) throw new Error(`zstd failed with code ${size}`);
      return new Uint8Array(wasm.f.buffer).slice(target, target + size);
    } finally {
      wasm.t(source);
      wasm.t(target);
    }
  };
});

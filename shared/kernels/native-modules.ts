// The Node modules that built-in kernels may use, or undefined in a browser. For verify and reduce, which run on the
// coordinator; `run` is handed them by its runtime. Not an import, so that bundles for screens stay free of Node.
import type { ChunkTask } from './kernel.ts';

export type NativeModules = NonNullable<ChunkTask['native']>;

export function nativeModules(): NativeModules | undefined {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined;
  return { zlib: process.getBuiltinModule('node:zlib'), crypto: process.getBuiltinModule('node:crypto') };
}

// Builds `pixels-wasm.ts`: compiles `assembly/pixels.ts` and keeps the module as base64. Run
// `node shared/kernels/image/pixels/build-pixels.ts` after a change there; a test compares what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleWasm, embedWasm } from '../../assemble-wasm.ts';

export function compilePixels(): Promise<Uint8Array> {
  const source = readFileSync(join(import.meta.dirname, 'assembly', 'pixels.ts'), 'utf8');
  return assembleWasm({ 'pixels.ts': source }, ['--noAssert', '--enable', 'simd', '--initialMemory', '1']);
}

export const embedded = (wasm: Uint8Array): string => embedWasm('build-pixels.ts', { PIXELS_WASM: wasm });

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('pixels-wasm.ts', import.meta.url), embedded(await compilePixels()));

// Builds `multiply-add-wasm.ts` from `assembly/multiply-add.ts`. Run `node shared/kernels/math-stress/build-multiply-add.ts` after a change
// there; a test compares what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleWasm, embedWasm } from '../assemble-wasm.ts';

export function compileMultiplyAdd(): Promise<Uint8Array> {
  const source = readFileSync(join(import.meta.dirname, 'assembly', 'multiply-add.ts'), 'utf8');
  return assembleWasm({ 'multiply-add.ts': source }, [
    '--noAssert',
    '--enable',
    'simd',
    '--initialMemory',
    '0',
  ]);
}

export const embedded = (wasm: Uint8Array): string =>
  embedWasm('build-multiply-add.ts', { MULTIPLY_ADD_WASM: wasm });

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('multiply-add-wasm.ts', import.meta.url), embedded(await compileMultiplyAdd()));

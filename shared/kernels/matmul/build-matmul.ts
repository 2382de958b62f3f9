// Builds `matmul-wasm.ts`: compiles `assembly/gemm.ts` and `assembly/check.ts`, each for SIMD and for relaxed SIMD, and keeps
// the modules as base64. Run `node shared/kernels/matmul/build-matmul.ts` after a change there; a test compares
// what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleWasm, embedWasm } from '../assemble-wasm.ts';

const MODULES = [
  { name: 'GEMM_SIMD', source: 'gemm.ts', features: ['--enable', 'simd'] },
  { name: 'GEMM_RELAXED', source: 'gemm.ts', features: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
  { name: 'CHECK_SIMD', source: 'check.ts', features: ['--enable', 'simd'] },
  { name: 'CHECK_RELAXED', source: 'check.ts', features: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
];

/** The text of `matmul-wasm.ts`. */
export async function embedMatmul(): Promise<string> {
  const modules: Record<string, Uint8Array> = {};
  for (const { name, source, features } of MODULES) {
    const text = readFileSync(join(import.meta.dirname, 'assembly', source), 'utf8');
    modules[name] = await assembleWasm({ [source]: text }, ['--noAssert', ...features]);
  }
  return embedWasm('build-matmul.ts', modules);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('matmul-wasm.ts', import.meta.url), await embedMatmul());

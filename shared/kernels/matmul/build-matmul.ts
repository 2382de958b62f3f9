// Builds `matmul-wasm.ts`: compiles `assembly/gemm.ts` and `assembly/check.ts`, each for SIMD and for relaxed SIMD, and keeps
// the modules as base64. Run `node shared/kernels/matmul/build-matmul.ts` after a change there; a test compares
// what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const MODULES = [
  { name: 'GEMM_SIMD', source: 'gemm.ts', features: ['--enable', 'simd'] },
  { name: 'GEMM_RELAXED', source: 'gemm.ts', features: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
  { name: 'CHECK_SIMD', source: 'check.ts', features: ['--enable', 'simd'] },
  { name: 'CHECK_RELAXED', source: 'check.ts', features: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
];

/** @throws Error with the compiler's own words. */
async function compile(source: string, features: readonly string[]): Promise<Uint8Array> {
  const text = readFileSync(join(import.meta.dirname, 'assembly', source), 'utf8');
  let wasm: Uint8Array | undefined;
  const complaints: string[] = [];
  const { error } = await asc.main(
    [source, '-O3', '--noAssert', '--runtime', 'stub', ...features, '--outFile', 'out.wasm'],
    {
      readFile: (name) => (name === source ? text : null),
      writeFile: (_name, contents) => {
        if (typeof contents !== 'string') wasm = contents;
      },
      listFiles: () => [],
      stderr: { write: (line) => void complaints.push(String(line)) },
    },
  );
  if (error || !wasm)
    throw new Error(`asc: ${error?.message ?? 'nothing was written'}\n${complaints.join('')}`);
  return wasm;
}

/** The text of `matmul-wasm.ts`. */
export async function embedMatmul(): Promise<string> {
  const lines = ['// Made by build-matmul.ts; do not edit.'];
  for (const { name, source, features } of MODULES) {
    const base64 = Buffer.from(await compile(source, features)).toString('base64');
    lines.push(`export const ${name} =`, `  '${base64}';`);
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('matmul-wasm.ts', import.meta.url), await embedMatmul());

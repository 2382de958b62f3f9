// Builds `multiply-add-wasm.ts` from `assembly/multiply-add.ts`. Run `node shared/kernels/math-stress/build-multiply-add.ts` after a change
// there; a test compares what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** @throws Error with the compiler's own words. */
export async function compileMultiplyAdd(): Promise<Uint8Array> {
  const source = readFileSync(join(import.meta.dirname, 'assembly', 'multiply-add.ts'), 'utf8');
  let wasm: Uint8Array | undefined;
  const complaints: string[] = [];
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '0'];
  const { error } = await asc.main(['multiply-add.ts', ...options, '--outFile', 'multiply-add.wasm'], {
    readFile: (name) => (name === 'multiply-add.ts' ? source : null),
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => [],
    stderr: { write: (text) => void complaints.push(String(text)) },
  });
  if (error || !wasm)
    throw new Error(`asc: ${error?.message ?? 'nothing was written'}\n${complaints.join('')}`);
  return wasm;
}

export const embedded = (wasm: Uint8Array): string => `// Made by build-multiply-add.ts; do not edit.
export const MULTIPLY_ADD_WASM =
  '${Buffer.from(wasm).toString('base64')}';
`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('multiply-add-wasm.ts', import.meta.url), embedded(await compileMultiplyAdd()));

// Builds `math-wasm.ts`: compiles `assembly/math.ts` and keeps the module as base64. Run `node shared/kernels/owner-code/math/build-math.ts`
// after a change there; a test compares what is committed with what comes out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Compiles the module. @throws Error with the compiler's own words. */
export async function compileMath(): Promise<Uint8Array> {
  const source = readFileSync(join(import.meta.dirname, 'assembly', 'math.ts'), 'utf8');
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '1', '--maximumMemory', '1'];
  const complaints: string[] = [];
  let wasm: Uint8Array | undefined;
  const { error } = await asc.main(['math.ts', ...options, '--outFile', 'math.wasm'], {
    readFile: (name) => (name === 'math.ts' ? source : null),
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

export const embedded = (wasm: Uint8Array): string => `// Made by build-math.ts; do not edit.
export const MATH_WASM =
  '${Buffer.from(wasm).toString('base64')}';
`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('math-wasm.ts', import.meta.url), embedded(await compileMath()));

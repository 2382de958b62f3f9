// Compiles the kernels' AssemblyScript and writes down what comes out. For the build scripts beside them and for tests; no program has it.
import asc from 'assemblyscript/asc';

/**
 * `sources` by the name they are imported by, the first of which is compiled. Optimised, without run-time and checks of its own.
 * @throws Error with the compiler's own words.
 */
export async function assembleWasm(
  sources: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const entry = Object.keys(sources)[0] ?? '';
  const complaints: string[] = [];
  let wasm: Uint8Array | undefined;
  const { error } = await asc.main([entry, '-O3', '--runtime', 'stub', ...options, '--outFile', 'out.wasm'], {
    readFile: (name) => sources[name] ?? null,
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => [],
    stderr: { write: (text) => void complaints.push(String(text)) },
  });
  if (error || !wasm)
    throw new Error(`asc: ${error?.message ?? 'nothing was written'}\n${complaints.join('')}`);
  return new Uint8Array(wasm);
}

/** A module's text that has each of them as base64, by its name. */
export function embedWasm(maker: string, modules: Readonly<Record<string, Uint8Array>>): string {
  const lines = Object.entries(modules).flatMap(([name, wasm]) => [
    `export const ${name} =`,
    `  '${Buffer.from(wasm).toString('base64')}';`,
  ]);
  return [`// Made by ${maker}; do not edit.`, ...lines, ''].join('\n');
}

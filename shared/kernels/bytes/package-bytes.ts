// The bytes of a file in a package, mostly WebAssembly whose own loader wants `fetch`. Run from source they are read from
// node_modules; `build-scripts.ts` puts the bytes in the place of the path, which must therefore be written out where this is called.
export async function packageBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  return new Uint8Array(await readFile(createRequire(import.meta.url).resolve(path)));
}

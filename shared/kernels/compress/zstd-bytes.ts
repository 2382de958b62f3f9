// The bytes of @bokuweb/zstd-wasm's module (zstd 1.5, MIT), whose own loader wants `fetch` and whose package exports only
// that. Run from source they are read from node_modules; `build-scripts.ts` puts the bytes themselves in this file's place.
export async function zstdBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const main = createRequire(import.meta.url).resolve('@bokuweb/zstd-wasm');
  return new Uint8Array(await readFile(main.replace(/[^/\\]+$/, 'zstd.wasm')));
}

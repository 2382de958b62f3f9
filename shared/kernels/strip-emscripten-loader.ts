// Emscripten's loaders carry ways to find their module: fetch, XMLHttpRequest, the script's own address. In a thread none of
// them may exist, and the module is handed in. What is cut is named by how it begins and what follows it.

/** From the first text up to, not including, the second, each replaced by the third. */
const CUTS: readonly (readonly [from: string, upTo: string, instead: string])[] = [
  ['const isServiceWorker=', 'var moduleOverrides=', ''],
  ['var ENVIRONMENT_IS_WEB=', 'var out=Module["print"]', ''],
  ['var wasmBinary;', 'var wasmMemory;', ''],
  ['var wasmBinaryFile;', 'function createWasm()', ''],
  ['instantiateAsync(wasmBinary,wasmBinaryFile,info,receiveInstantiationResult)', 'return{}}', ''],
];
const SCRIPT_ADDRESS = 'var _scriptDir = import.meta.url;';

/** @throws Error when the loader is not written as it was; then look at it anew. */
export function stripEmscriptenLoader(code: string): string {
  let rest = code;
  for (const [from, upTo, instead] of CUTS) {
    const start = rest.indexOf(from);
    const end = start < 0 ? -1 : rest.indexOf(upTo, start);
    if (end < 0) throw new Error(`the loader no longer has \`${from}\` before \`${upTo}\``);
    rest = rest.slice(0, start) + instead + rest.slice(end);
  }
  if (!rest.includes(SCRIPT_ADDRESS)) throw new Error('the loader no longer takes its own address');
  return rest.replace(SCRIPT_ADDRESS, '');
}

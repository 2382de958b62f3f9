// What a module may import (check-module.ts holds it to that): Covey's own few functions, AssemblyScript's, and WASI without files.
import { textOf, type Sink, type WasmWorld } from './wasm-world.ts';
import { makeWasi } from './wasi.ts';
import { WASI_MODULE } from './wasi-names.ts';

export interface ImportsFor {
  sink: Sink;
  stdin: Uint8Array;
  /** @throws Error when the module exports none. */
  memory(): WebAssembly.Memory;
}

const LOGGED_BYTES = 4096;

export function makeImports(world: WasmWorld, { sink, stdin, memory }: ImportsFor): WebAssembly.Imports {
  const { name, params, log, random } = world;
  const args = new TextEncoder().encode(JSON.stringify(params.args ?? null));
  const at = (ptr: number, length: number) => new Uint8Array(memory().buffer, ptr >>> 0, length >>> 0);
  const wasi = makeWasi(
    {
      args: [name, ...params.argv],
      stdin,
      random,
      stdout: sink.write,
      stderr: (bytes) => log.add([textOf(bytes.subarray(0, LOGGED_BYTES)).trimEnd()]),
    },
    memory,
  );
  return {
    covey: {
      write: (ptr: number, length: number) => sink.write(at(ptr, length).slice()),
      log: (ptr: number, length: number) => log.add([textOf(at(ptr, Math.min(length >>> 0, LOGGED_BYTES)))]),
      random,
      args_size: () => args.length,
      args_read: (ptr: number) => at(ptr, args.length).set(args),
    },
    env: {
      abort(_message: number, _file: number, line: number, column: number) {
        throw new Error(`the module aborted at line ${line}, column ${column} of its source`);
      },
      seed: random,
    },
    [WASI_MODULE]: wasi as WebAssembly.ModuleImports,
  };
}

/** The memory that a module exports. */
export function memoryOf(exports: WebAssembly.Exports): WebAssembly.Memory {
  const { memory } = exports;
  if (memory instanceof WebAssembly.Memory) return memory;
  throw new Error('the module exports no memory');
}

// A module with a `run` of its own: `run(item: i64, ptr: i32, len: i32)`. The item's bytes are put where its `alloc` says. What it writes
// with `covey.write`, or what the i64 that it returns points to (pointer above, length below), or the number it returns, is the result.
// Every item gets a new instance, unless the module exports `reset`.
import { bytesOf, makeSink, resultOf, textOf, type WasmWorld } from './wasm-world.ts';
import { CommandExit, makeWasi } from './wasi.ts';
import { WASI_MODULE } from './wasi-names.ts';

interface Exports {
  run(item: bigint, ptr: number, len: number): unknown;
  memory?: WebAssembly.Memory;
  alloc?(size: number): number;
  reset?(): void;
  _initialize?(): void;
}

export function makeModuleItems(world: WasmWorld): (value: unknown, item: number) => unknown {
  const { module, params, log, random, name } = world;
  const sink = makeSink();
  const args = new TextEncoder().encode(JSON.stringify(params.args ?? null));
  let exports: Exports | undefined;

  const at = (ptr: number, length: number) => {
    const memory = exports?.memory;
    if (!memory) throw new Error('the module exports no memory');
    return new Uint8Array(memory.buffer, ptr >>> 0, length >>> 0);
  };
  const covey = {
    write: (ptr: number, length: number) => sink.write(at(ptr, length).slice()),
    log: (ptr: number, length: number) => log.add([textOf(at(ptr, Math.min(length >>> 0, 4096)))]),
    // a module cannot wait: a throttled device rests between items
    progress: () => undefined,
    random,
    args_size: () => args.length,
    args_read: (ptr: number) => at(ptr, args.length).set(args),
  };
  const env = {
    abort(_message: number, _file: number, line: number, column: number) {
      throw new Error(`the module aborted at line ${line}, column ${column} of its source`);
    },
    seed: random,
  };

  function instantiate(): Exports {
    const wasi = makeWasi(
      {
        args: [name],
        stdin: new Uint8Array(0),
        random,
        stdout: sink.write,
        stderr: (bytes) => log.add([textOf(bytes).trimEnd()]),
      },
      () => (exports?.memory ?? fresh.exports['memory']) as WebAssembly.Memory,
    );
    const fresh = new WebAssembly.Instance(module, {
      covey,
      env,
      [WASI_MODULE]: wasi as WebAssembly.ModuleImports,
    });
    const own = fresh.exports as unknown as Exports;
    exports = own;
    own._initialize?.();
    return own;
  }

  return (value, item) => {
    const own = exports?.reset ? exports : instantiate();
    const input = bytesOf(value);
    let ptr = 0;
    if (input.length > 0) {
      if (!own.alloc)
        throw new Error('the module exports no `alloc(size: i32): i32`, so it can be given no bytes');
      ptr = own.alloc(input.length);
      at(ptr, input.length).set(input);
    }
    let returned: unknown;
    try {
      returned = own.run(BigInt(item), ptr, input.length);
    } catch (error) {
      if (!(error instanceof CommandExit)) throw error;
      throw new Error(`the module ended itself with code ${error.code}`, { cause: error });
    }
    const result = readResult(returned);
    own.reset?.();
    return result;
  };

  function readResult(returned: unknown): unknown {
    if (!sink.isEmpty()) return resultOf(sink.take(), world);
    if (typeof returned === 'bigint') {
      const packed = BigInt.asUintN(64, returned);
      return resultOf(at(Number(packed >> 32n), Number(packed & 0xffff_ffffn)).slice(), world);
    }
    if (typeof returned === 'number')
      return params.output === 'jsonl' ? returned : new Uint8Array(new Float64Array([returned]).buffer);
    return resultOf(new Uint8Array(0), world);
  }
}

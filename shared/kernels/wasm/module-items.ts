// A module with a `run` of its own: `run(item: i64, ptr: i32, len: i32)`. The item's bytes are put where its `alloc` says. What it writes
// with `covey.write`, or what the i64 that it returns points to (pointer above, length below), or the number it returns, is the result.
// Every item gets a new instance, unless the module exports `reset`.
import { makeImports, memoryOf } from './make-imports.ts';
import { bytesOf, makeSink, resultOf, type WasmWorld } from './wasm-world.ts';
import { CommandExit } from './wasi.ts';

interface Exports {
  run(item: bigint, ptr: number, len: number): unknown;
  alloc?(size: number): number;
  reset?(): void;
  _initialize?(): void;
}

interface Opened {
  own: Exports;
  at(ptr: number, length: number): Uint8Array;
}

export function makeModuleItems(world: WasmWorld): (value: unknown, item: number) => unknown {
  const sink = makeSink();
  let kept: Opened | undefined;

  function open(): Opened {
    const memory = (): WebAssembly.Memory => memoryOf(instance.exports);
    const imports = makeImports(world, { sink, stdin: new Uint8Array(0), memory });
    const instance: WebAssembly.Instance = new WebAssembly.Instance(world.module, imports);
    const own = instance.exports as unknown as Exports;
    own._initialize?.();
    return { own, at: (ptr, length) => new Uint8Array(memory().buffer, ptr >>> 0, length >>> 0) };
  }

  function give({ own, at }: Opened, input: Uint8Array): number {
    if (input.length === 0) return 0;
    if (!own.alloc)
      throw new Error('the module exports no `alloc(size: i32): i32`, so it can be given no bytes');
    const ptr = own.alloc(input.length);
    at(ptr, input.length).set(input);
    return ptr;
  }

  function readResult({ at }: Opened, returned: unknown): unknown {
    if (!sink.isEmpty()) return resultOf(sink.take(), world);
    if (typeof returned === 'bigint') {
      const packed = BigInt.asUintN(64, returned);
      return resultOf(at(Number(packed >> 32n), Number(packed & 0xffff_ffffn)).slice(), world);
    }
    if (typeof returned !== 'number') return resultOf(new Uint8Array(0), world);
    return world.params.output === 'jsonl' ? returned : new Float64Array([returned]);
  }

  return (value, item) => {
    const opened = kept ?? open();
    if (opened.own.reset) kept = opened;
    const input = bytesOf(value);
    let returned: unknown;
    try {
      returned = opened.own.run(BigInt(item), give(opened, input), input.length);
    } catch (error) {
      if (!(error instanceof CommandExit)) throw error;
      throw new Error(`the module ended itself with code ${error.code}`, { cause: error });
    }
    const result = readResult(opened, returned);
    opened.own.reset?.();
    return result;
  };
}

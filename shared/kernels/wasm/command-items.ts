// A WASI command, started anew for every item: the item is its standard input, its standard output is the result.
import { makeImports, memoryOf } from './make-imports.ts';
import { bytesOf, makeSink, resultOf, type WasmWorld } from './wasm-world.ts';
import { CommandExit } from './wasi.ts';

export function makeCommand(world: WasmWorld): (value: unknown) => unknown {
  return (value) => {
    const sink = makeSink();
    const stdin = bytesOf(typeof value === 'number' ? `${value}\n` : value);
    const memory = (): WebAssembly.Memory => memoryOf(instance.exports);
    const instance: WebAssembly.Instance = new WebAssembly.Instance(
      world.module,
      makeImports(world, { sink, stdin, memory }),
    );
    try {
      (instance.exports['_start'] as () => void)();
    } catch (error) {
      if (!(error instanceof CommandExit)) throw error;
      if (error.code !== 0) throw new Error(`the command ended with code ${error.code}`, { cause: error });
    }
    return resultOf(sink.take(), world);
  };
}

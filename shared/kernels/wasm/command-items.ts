// A WASI command, started anew for every item: the item is its standard input, its standard output is the result.
import { bytesOf, makeSink, resultOf, textOf, type WasmWorld } from './wasm-world.ts';
import { CommandExit, makeWasi } from './wasi.ts';
import { WASI_MODULE } from './wasi-names.ts';

export function makeCommand(world: WasmWorld): (value: unknown) => unknown {
  const { module, name, params, log, random } = world;
  return (value) => {
    const sink = makeSink();
    const memory = () => instance.exports['memory'] as WebAssembly.Memory;
    const wasi = makeWasi(
      {
        args: [name, ...params.argv],
        stdin: typeof value === 'number' ? bytesOf(`${value}\n`) : bytesOf(value),
        random,
        stdout: sink.write,
        stderr: (bytes) => log.add([textOf(bytes).trimEnd()]),
      },
      memory,
    );
    const instance = new WebAssembly.Instance(module, { [WASI_MODULE]: wasi as WebAssembly.ModuleImports });
    try {
      (instance.exports['_start'] as () => void)();
    } catch (error) {
      if (!(error instanceof CommandExit)) throw error;
      if (error.code !== 0) throw new Error(`the command ended with code ${error.code}`);
    }
    return resultOf(sink.take(), world);
  };
}

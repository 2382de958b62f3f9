// Opens a codec of @jsquash, compiled by Emscripten: always the module handed in, never one chosen by what the platform can,
// so that every device computes with the same instructions. An instance that failed or has grown large is thrown away: its
// memory never shrinks, and what it holds after a failure is anybody's guess.
import { once } from '../../once.ts';

/** What the generated loaders look like; their own types want the DOM. */
export type Factory = (options: object) => Promise<unknown>;

export interface CodecOutcome<T> {
  /** null: the codec refused or crashed. */
  value: T | null;
  /** What it said on its standard error, a line each. */
  said: string[];
}

export interface EmscriptenCodec<M> {
  /**
   * One call. `mostBytes`: what it needs at most, to tell a broken picture from a device without memory.
   * @throws RangeError when there is not so much memory: the device's fault, not the picture's.
   */
  call<T>(mostBytes: number, use: (module: M) => T | null): Promise<CodecOutcome<T>>;
}

const PAGE_BYTES = 65_536;
const KEPT_BYTES = 96 * 1024 * 1024;

interface Opened<M> {
  module: M;
  memory: WebAssembly.Memory;
}

export function emscriptenCodec<M>(
  load: () => Promise<{ factory: Factory; bytes: Uint8Array<ArrayBuffer> }>,
): EmscriptenCodec<M> {
  const compiled = once(async () => {
    const { factory, bytes } = await load();
    return { factory, module: await WebAssembly.compile(bytes) };
  });
  let kept: Opened<M> | undefined;
  let said: string[] = [];

  async function open(): Promise<Opened<M>> {
    const { factory, module } = await compiled();
    defineImageData();
    let memory: WebAssembly.Memory | undefined;
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ) => {
      const instance = new WebAssembly.Instance(module, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance);
      return instance.exports;
    };
    const hear = (line: string) => void said.push(line);
    const opened = (await factory({ noInitialRun: true, instantiateWasm, print: hear, printErr: hear })) as M;
    if (!memory) throw new Error('the codec has no memory');
    return { module: opened, memory };
  }

  return {
    async call(mostBytes, use) {
      const codec = (kept ??= await open());
      said = [];
      let value;
      try {
        value = use(codec.module);
      } catch {
        value = null;
      }
      if (value === null || codec.memory.buffer.byteLength > KEPT_BYTES) kept = undefined;
      // Throws where memory is the reason: then the picture may be whole.
      if (value === null) codec.memory.grow(Math.ceil(mostBytes / PAGE_BYTES));
      return { value, said };
    },
  };
}

/** Decoders make one; Node has none, and the browsers' own would check and copy. */
function defineImageData(): void {
  (globalThis as { ImageData?: unknown }).ImageData = class {
    data: Uint8ClampedArray;
    width: number;
    height: number;
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data;
      this.width = width;
      this.height = height;
    }
  };
}

// PNG by the Rust crate that @jsquash/png compiles. A loader of our own: theirs keeps one instance for good, also after a crash.
import { packageBytes } from '../../bytes/package-bytes.ts';
import { once } from '../../once.ts';
import { PhotoError } from '../photo-error.ts';
import type { Raster } from '../pixels/pixels.ts';

/** What the pinned module exports. */
interface PngExports {
  memory: WebAssembly.Memory;
  decode(at: number, length: number): number;
  encode(returned: number, at: number, length: number, width: number, height: number, bitDepth: number): void;
  __wbindgen_malloc(bytes: number, alignment: number): number;
  __wbindgen_free(at: number, bytes: number, alignment: number): void;
  __wbindgen_add_to_stack_pointer(bytes: number): number;
}

interface Png {
  wasm: PngExports;
  /** What the last `decode` made. */
  taken: Raster | undefined;
}

const PAGE_BYTES = 65_536;
const compiled = once(async () =>
  WebAssembly.compile(await packageBytes('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')),
);

/** One for each call: a crash or a large picture leaves nothing behind. */
async function open(): Promise<Png> {
  const module = await compiled();
  const png: Png = { wasm: {} as PngExports, taken: undefined };
  const stop = () => {
    throw new Error('png stopped');
  };
  const known: Record<string, WebAssembly.ImportValue> = {
    __wbindgen_memory: () => 0,
    __wbindgen_object_drop_ref: () => undefined,
    __wbindgen_throw: stop,
    newwithownedu8clampedarrayandsh: (at: number, bytes: number, width: number, height: number) => {
      const data = new Uint8Array(png.wasm.memory.buffer).slice(at >>> 0, (at >>> 0) + bytes);
      png.wasm.__wbindgen_free(at, bytes, 1);
      png.taken = { data, width: width >>> 0, height: height >>> 0 };
      return 1;
    },
  };
  // Names end in a hash of wasm-bindgen's: `__wbg_buffer_a448f833075b71ba`.
  const imports = WebAssembly.Module.imports(module).map(
    ({ name }) => [name, known[name.replace(/^__wbg_(.*)_[0-9a-f]{16}$/, '$1')] ?? stop] as const,
  );
  const instance = await WebAssembly.instantiate(module, { wbg: Object.fromEntries(imports) });
  png.wasm = instance.exports as unknown as PngExports;
  return png;
}

function place({ wasm }: Png, bytes: Raster['data']): number {
  const at = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
  new Uint8Array(wasm.memory.buffer).set(bytes, at);
  return at;
}

/** Of 16 bits a channel the upper eight. */
export async function decodePng(bytes: Uint8Array, pixels: number): Promise<Raster> {
  const png = await open();
  try {
    png.wasm.decode(place(png, bytes), bytes.length);
  } catch {
    // Throws where memory is the reason: then the picture may be whole.
    png.wasm.memory.grow(Math.ceil((12 * pixels + bytes.length) / PAGE_BYTES));
  }
  if (!png.taken) throw new PhotoError('the PNG is damaged or cut short');
  return png.taken;
}

export async function encodePng({ data, width, height }: Raster): Promise<Uint8Array> {
  const png = await open();
  const { wasm } = png;
  const returned = wasm.__wbindgen_add_to_stack_pointer(-16);
  wasm.encode(returned, place(png, data), data.length, width, height, 8);
  const view = new DataView(wasm.memory.buffer);
  const at = view.getInt32(returned, true) >>> 0;
  return new Uint8Array(wasm.memory.buffer).slice(at, at + view.getInt32(returned + 4, true));
}

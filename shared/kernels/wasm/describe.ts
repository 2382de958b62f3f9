// `wasm`: the owner's own module of WebAssembly over the numbers of a range, the lines of files, or whole files. Its interface is in the
// README of shared/kernels/owner-code.
import { ownedKernel } from '../owner-code/owned-kernel.ts';
import { WasmParams } from './params.ts';

export const wasm = ownedKernel<WasmParams>({
  name: 'wasm',
  title: 'Your own WebAssembly',
  summary: 'Runs your own module of WebAssembly, or a WASI command, on every number, line or file.',
  params: WasmParams,
});

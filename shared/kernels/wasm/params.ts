// What an owner may choose for `wasm`.
import * as z from 'zod/mini';
import { codeParams } from '../owner-code/code-params.ts';

export const WasmParams = z.strictObject({
  ...codeParams,
  /** Arguments of a WASI command, after its name. */
  argv: z._default(z.array(z.string().check(z.maxLength(4096))).check(z.maxLength(100)), []),
});
export type WasmParams = z.infer<typeof WasmParams>;

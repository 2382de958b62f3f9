// What an owner may choose for `script`.
import * as z from 'zod/mini';
import { codeParams } from '../owner-code/code-params.ts';

export const ScriptParams = z.strictObject({
  ...codeParams,
  /** `reduce`: the job that follows a job over items, and joins its results with the script's own `reduce`. */
  phase: z._default(z.enum(['items', 'reduce']), 'items'),
});
export type ScriptParams = z.infer<typeof ScriptParams>;

// Which kernels run code that an owner wrote, and what such code may take. A thread of it serves one job and no other, and its
// supervisor holds it to these limits.
import * as z from 'zod/mini';
import { MAX_RESULT_BYTES } from './result-limit.ts';

const OWNER_CODE: ReadonlySet<string> = new Set(['script', 'wasm']);

/** Whether a kernel's script holds code of the job's owner. */
export const runsOwnerCode = (kernel: string) => OWNER_CODE.has(kernel);

export interface OwnerLimits {
  timeMs: number;
  memoryMiB: number;
  resultBytes: number;
}

const Limits = z.object({
  seconds: z._default(z.number().check(z.gte(1), z.lte(86_400)), 300),
  memory: z._default(z.number().check(z.gte(16), z.lte(8192)), 512),
});

/** null for a kernel that comes with Covey. Parameters that say nothing sensible leave what is usual. */
export function ownerLimits(kernel: string, params: unknown): OwnerLimits | null {
  if (!runsOwnerCode(kernel)) return null;
  const { seconds, memory } = Limits.safeParse(params).data ?? { seconds: 300, memory: 512 };
  return { timeMs: seconds * 1000, memoryMiB: memory, resultBytes: MAX_RESULT_BYTES };
}

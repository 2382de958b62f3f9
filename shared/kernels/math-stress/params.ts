// What an owner may choose for `math-stress`.
import * as z from 'zod/mini';

export const StressParams = z.strictObject({
  load: z._default(z.enum(['all', 'integers', 'floats', 'simd', 'memory']), 'all'),
  /** All loads take turns. */
  chunks: z._default(z.int().check(z.gte(1), z.lte(1_000_000)), 64),
  /** Of a chunk; one takes some 10 ms on a laptop. */
  rounds: z._default(z.int().check(z.gte(1), z.lte(1000)), 25),
});
export type StressParams = z.infer<typeof StressParams>;

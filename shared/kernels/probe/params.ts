// What an owner may choose for `probe`.
import * as z from 'zod/mini';

export const ProbeParams = z.strictObject({
  /** Bytes of result for each number. */
  bytes: z._default(z.int().check(z.gte(8), z.lte(64)), 64),
  /** Extra rounds of mixing for each number; a million take a few milliseconds. */
  work: z._default(z.int().check(z.gte(0), z.lte(1_000_000_000)), 0),
  /** Numbers of the range in one chunk. */
  group: z._default(z.int().check(z.gte(1), z.lte(65_536)), 1),
  /** Numbers whose chunk throws, for trying out what happens then. */
  failAt: z._default(z.array(z.int()).check(z.maxLength(1000)), []),
  /** The job ends at the first number whose result begins with a word below this; 0: none does. Each is met with a chance of 1 in 2^32. */
  findBelow: z._default(z.int().check(z.gte(0), z.lte(0xffff_ffff)), 0),
  /** So many jobs in a row, each with the numbers after those of the one before. */
  rounds: z._default(z.int().check(z.gte(1), z.lte(10_000)), 1),
});
export type ProbeParams = z.infer<typeof ProbeParams>;

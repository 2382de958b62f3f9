// A window of the week as it is kept and sent. Apart from what follows from it (hours.ts), which a page computes without a parser.
import * as z from 'zod/mini';
import { MINUTES_OF_DAY } from './hours.ts';

/** Minutes of the day. With `to` at or before `from` it ends on the day after; `days` are those on which it begins, Monday is 0. */
export const HoursWindow = z.object({
  days: z.array(z.int().check(z.gte(0), z.lte(6))).check(z.minLength(1), z.maxLength(7)),
  from: z.int().check(z.gte(0), z.lt(MINUTES_OF_DAY)),
  to: z.int().check(z.gte(0), z.lte(MINUTES_OF_DAY)),
});
export type HoursWindow = z.infer<typeof HoursWindow>;

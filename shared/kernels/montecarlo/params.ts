// What an owner may choose for `montecarlo`. Each model looks at its own parameters and leaves the others alone.
import * as z from 'zod/mini';

export const MODELS = ['pi', 'european', 'asian', 'integral', 'walk', 'queue'] as const;

const number = (least: number, most: number, initial: number) =>
  z._default(z.number().check(z.gte(least), z.lte(most)), initial);
const bounds = (initial: number[]) =>
  z._default(z.array(z.number()).check(z.minLength(1), z.maxLength(6)), initial);

export const MontecarloParams = z.strictObject({
  model: z._default(z.enum(MODELS), 'pi'),
  samples: z._default(z.int().check(z.gte(2), z.lte(1_000_000_000_000)), 10_000_000),
  seed: z._default(z.int().check(z.gte(0)), 1),
  /** Probability that the interval holds the true value. */
  confidence: number(0.5, 0.9999, 0.95),
  /** Steps of a path (asian), of a walk, or customers served (queue). */
  steps: z._default(z.int().check(z.gte(1), z.lte(100_000)), 100),
  option: z._default(z.enum(['call', 'put']), 'call'),
  average: z._default(z.enum(['arithmetic', 'geometric']), 'arithmetic'),
  spot: number(1e-6, 1e9, 100),
  strike: number(1e-6, 1e9, 100),
  rate: number(-1, 1, 0.03),
  volatility: number(0, 5, 0.2),
  years: number(1e-3, 100, 1),
  /** Of x, y, z, u, v, w, as many as there are bounds. */
  expression: z._default(z.string().check(z.minLength(1), z.maxLength(500)), 'exp(-x^2)'),
  low: bounds([0]),
  high: bounds([1]),
  /** Customers per unit of time that arrive, and that one counter serves. */
  arrivals: number(1e-6, 1e6, 0.5),
  services: number(1e-6, 1e6, 1),
});
export type MontecarloParams = z.infer<typeof MontecarloParams>;

// What an owner may choose for `search`. Each mode looks at its own parameters and leaves the others alone.
import * as z from 'zod/mini';

export const MODES = ['nonce', 'preimage', 'factor', 'primes', 'sweep'] as const;

const whole = (least: number, most: number, initial: number) =>
  z._default(z.int().check(z.gte(least), z.lte(most)), initial);
const text = (most: number, initial: string) => z._default(z.string().check(z.maxLength(most)), initial);

export const SearchParams = z.strictObject({
  mode: z._default(z.enum(MODES), 'nonce'),
  /** nonce: what is hashed before the number, and with how many zero bits the SHA-256 must begin. */
  prefix: text(200, 'covey'),
  zeroBits: whole(1, 48, 20),
  /** nonce: numbers 0 to tries - 1. */
  tries: whole(1, 1_000_000_000_000, 1_000_000_000),
  /** preimage: the SHA-256 in hexadecimal, and the words that are tried. */
  hash: text(64, ''),
  alphabet: text(128, 'abcdefghijklmnopqrstuvwxyz'),
  shortest: whole(1, 16, 1),
  longest: whole(1, 16, 5),
  /** factor: in decimal, below 2^79. */
  number: text(25, '1000000016000000063'),
  /** primes: the numbers looked at, both included, and how many primes are listed. */
  from: whole(0, 1_000_000_000_000, 0),
  to: whole(0, 1_000_000_000_000, 100_000_000),
  list: whole(0, 100_000, 1000),
  /** sweep. */
  expression: text(500, '(x - 1)^2 + (y + 2)^2'),
  variables: text(500, 'x from -10 to 10 step 0.1, y from -10 to 10 step 0.1'),
  goal: z._default(z.enum(['smallest', 'largest']), 'smallest'),
  keep: whole(1, 100, 10),
});
export type SearchParams = z.infer<typeof SearchParams>;

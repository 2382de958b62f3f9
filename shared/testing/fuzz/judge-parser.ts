// What is asked of every parser, whatever it is given: it answers with a value or with an error it foresaw, quickly, a value that it would
// take again gives the same, and the language's own objects are as they were.
import { isDeepStrictEqual } from 'node:util';

export type Parsed = { ok: true; value: unknown } | { ok: false };

export interface Parser<Input = unknown> {
  name: string;
  /** Throws only what nobody foresaw. */
  parse(input: Input): Parsed;
  /** Makes an input of a parsed value; null where a value cannot be said again. */
  again: ((value: unknown) => Input) | null;
}

export const SLOW_MS = 100;

const guarded = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set, Uint8Array].map(
  ({ prototype }) => prototype as object,
);
const ownKeys = () => guarded.reduce((sum, each) => sum + Reflect.ownKeys(each).length, 0);
const KEYS_AT_START = ownKeys();

/** The shortest of three tries: the machine may have been busy with something else. */
function isSlow(parser: Parser, input: unknown, firstMs: number): boolean {
  if (firstMs <= SLOW_MS) return false;
  return [1, 2].every(() => {
    const before = performance.now();
    parser.parse(input);
    return performance.now() - before > SLOW_MS;
  });
}

/** @throws Error that says which of the promises was broken. */
export function judgeParser(parser: Parser, input: unknown): Parsed {
  const before = performance.now();
  const parsed = parser.parse(input);
  const ms = performance.now() - before;
  if (isSlow(parser, input, ms)) throw new Error(`${parser.name} took ${ms.toFixed(0)} ms`);
  if (ownKeys() !== KEYS_AT_START) throw new Error(`${parser.name} changed a prototype`);
  if (!parsed.ok || !parser.again) return parsed;
  const second = parser.parse(parser.again(parsed.value));
  if (!second.ok) throw new Error(`${parser.name} refuses what it made itself`);
  if (!isDeepStrictEqual(second.value, parsed.value))
    throw new Error(`${parser.name} makes something else of what it made itself`);
  return parsed;
}

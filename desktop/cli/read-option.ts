// Parsers of option values. What does not fit is a usage error that names the option.
import { InvalidArgumentError } from 'commander';

/** A whole number from `least` to `most`. */
export const readWhole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };

/** Collects `--param k=v`: the value is JSON where it reads as such (`6`, `true`, `"06"`), else text. */
export function readParam(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must be name=value.');
  const value = text.slice(equals + 1);
  return { ...before, [text.slice(0, equals)]: readValue(value) };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `START:COUNT`, or `COUNT` alone. */
export function readRange(text: string): { start: number; count: number } {
  const match = /^(?:(-?\d+):)?(\d+)$/.exec(text.trim());
  const start = Number(match?.[1] ?? 0);
  const count = Number(match?.[2]);
  if (!match || !Number.isSafeInteger(start) || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('It must be START:COUNT in whole numbers, such as 0:1000000.');
  return { start, count };
}

/** Among things with ids, the one that `typed` means: its id, a beginning of it that only one has, or its name. */
export function findByIdOrName<T extends { id: string; name: string }>(
  list: readonly T[],
  typed: string,
): T | 'none' | 'several' {
  const exact = list.find((each) => each.id === typed);
  if (exact) return exact;
  const named = list.filter((each) => each.name === typed);
  const begun = typed.length >= 5 ? list.filter((each) => each.id.startsWith(typed)) : [];
  const found = named.length > 0 ? named : begun;
  if (found.length > 1) return 'several';
  return found[0] ?? 'none';
}

// Looks at JSON before it is parsed: a few bytes a level or an element, and 64 MiB of brackets would become gigabytes of objects. One pass over
// the bytes, nothing is built.
import { CoveyError } from '../../../shared/contract/errors.ts';

export const JSON_SHAPE = {
  /** The deepest body of ours has 6 levels; parameters of a kernel may nest a little. */
  depth: 32,
  /** Objects and arrays: 200,000 files, or the parts of 4 TB. */
  containers: 1_200_000,
  /** Everything that a comma separates. */
  values: 8_000_000,
} as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** @throws CoveyError `too-large` for what is too deep or has too many values; says nothing about whether it is JSON. */
export function checkJsonShape(bytes: Uint8Array): void {
  let depth = 0;
  let containers = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > JSON_SHAPE.depth) throw refusal(`is nested more than ${JSON_SHAPE.depth} levels deep`);
      if (++containers > JSON_SHAPE.containers)
        throw refusal(`has more than ${JSON_SHAPE.containers} objects and lists`);
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte === COMMA && ++values > JSON_SHAPE.values) {
      throw refusal(`has more than ${JSON_SHAPE.values} values`);
    }
  }
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

const refusal = (what: string) => new CoveyError('too-large', `the body ${what}`);

// Writes `unicode-tables.ts` from what the running engine knows of Unicode: run `node shared/kernels/text-tokenize/build-unicode.ts` to go
// to a newer version, which changes results. The tables are committed because engines carry different versions.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAST = 0x10_ffff;
const isWordPart = /^[\p{L}\p{N}\p{M}]$/u;

/** Ranges of code points: gap to the one before and length, in base 36. */
export function encodeWordParts(): string {
  const parts: string[] = [];
  let end = 0;
  for (let start = 0; start <= LAST; start++) {
    if (!isPart(start)) continue;
    let stop = start;
    while (stop <= LAST && isPart(stop)) stop++;
    parts.push((start - end).toString(36), (stop - start).toString(36));
    end = start = stop;
  }
  return parts.join(' ');
}

/** Runs of upper-case code points beyond ASCII: gap, how many, step between them and distance to their lower case, in base 36. */
export function encodeLowerCase(): string {
  const pairs: [number, number][] = [];
  for (let code = 0x80; code <= LAST; code++) {
    const lower = String.fromCodePoint(code).toLowerCase();
    const [first = ''] = lower;
    if (isPart(code) && first === lower && lower.codePointAt(0) !== code)
      pairs.push([code, (lower.codePointAt(0) ?? 0) - code]);
  }
  const parts: string[] = [];
  let last = 0;
  for (let i = 0; i < pairs.length;) {
    const [start = 0, distance = 0] = pairs[i] ?? [];
    const step = pairs[i + 1]?.[1] === distance ? (pairs[i + 1]?.[0] ?? 0) - start : 1;
    let count = 1;
    while (pairs[i + count]?.[0] === start + count * step && pairs[i + count]?.[1] === distance) count++;
    parts.push(...[start - last, count, step, distance].map((number) => number.toString(36)));
    last = start;
    i += count;
  }
  return parts.join(' ');
}

const isPart = (code: number) =>
  (code < 0xd800 || code > 0xdfff) && isWordPart.test(String.fromCodePoint(code));

const wrap = (text: string) =>
  (text.match(/.{1,110}(?: |$)/g) ?? []).map((line) => `  '${line}'`).join(' +\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = `// Written by build-unicode.ts: letters, numbers and marks, and lower case beyond ASCII. Not to be edited.
export const UNICODE_VERSION = '${process.versions.unicode}';
// prettier-ignore
export const WORD_PARTS =
${wrap(encodeWordParts())};
// prettier-ignore
export const LOWER_CASE =
${wrap(encodeLowerCase())};
`;
  writeFileSync(join(import.meta.dirname, 'unicode-tables.ts'), text);
}

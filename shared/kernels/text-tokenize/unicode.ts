// What belongs to a word, and lower case, by tables of our own: engines carry different versions of Unicode, and the results of two
// devices are compared to the byte.
import { LOWER_CASE, WORD_PARTS } from './unicode-tables.ts';

const numbersOf = (encoded: string) => encoded.split(' ').map((part) => Number.parseInt(part, 36));

export interface Unicode {
  /** By code point: 1 for letters, numbers and marks. */
  wordParts: Uint8Array;
  lowerCase(word: string): string;
}

/** Takes some milliseconds and a megabyte. */
export function loadUnicode(): Unicode {
  const wordParts = new Uint8Array(0x11_0000);
  const ranges = numbersOf(WORD_PARTS);
  let end = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const start = end + (ranges[i] ?? 0);
    end = start + (ranges[i + 1] ?? 0);
    wordParts.fill(1, start, end);
  }

  const lower = new Map<number, number>();
  const runs = numbersOf(LOWER_CASE);
  let start = 0;
  for (let i = 0; i < runs.length; i += 4) {
    const [gap = 0, count = 0, step = 0, distance = 0] = runs.slice(i, i + 4);
    start += gap;
    for (let k = 0; k < count; k++) lower.set(start + k * step, start + k * step + distance);
  }
  for (let code = 65; code <= 90; code++) lower.set(code, code + 32);

  return {
    wordParts,
    lowerCase(word) {
      // ASCII is folded alike by all.
      if (isAscii(word)) return word.toLowerCase();
      let folded = '';
      for (const letter of word) {
        const code = letter.codePointAt(0) ?? 0;
        const small = lower.get(code);
        folded += small === undefined ? letter : String.fromCodePoint(small);
      }
      return folded;
    },
  };
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 0x7f) return false;
  return true;
}

// Join codes as people type and read them: eight letters in two groups, `WDJB-MJHT`. Case, spaces and dashes do not matter.

/** The letters of RFC 8628: no vowels, so no words; nothing that looks like something else. */
const LETTERS = /[^BCDFGHJKLMNPQRSTVWXZ]/g;
export const CODE_LETTERS = 8;

/** Only the letters that a code can have. */
export const readCode = (typed: string) => typed.toUpperCase().replace(LETTERS, '').slice(0, CODE_LETTERS);

export function showCode(code: string): string {
  const letters = readCode(code);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

export const isWholeCode = (typed: string) => readCode(typed).length === CODE_LETTERS;

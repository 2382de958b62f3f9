// Makes text from outside fit for one line of a log: what would move a cursor, break a line or turn the writing direction is written out.

const MOST = 300;
/** Control characters, lone surrogates, line separators, and what turns or hides text (bidi controls, zero width, tags). */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

export function escapeText(text: string, most = MOST): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(UNFIT, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

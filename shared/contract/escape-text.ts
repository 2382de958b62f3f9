// Makes text from outside fit for one line of a log or a terminal: what would move a cursor, change colours, break a line, turn the writing
// direction or hide something is written out as `\u{1b}`.

/** Control characters, lone surrogates, line separators, and what turns or hides text (bidi controls, zero width, tags). */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** @param most longer text is cut, and ends with an ellipsis */
export function escapeText(text: string, most = Infinity): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(UNFIT, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

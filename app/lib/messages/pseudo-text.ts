// A text as the pseudo-locale writes it. Apart from its language, so that tests can say what they look for.

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = Array.from('áƀçđéƒğĥíĵķļɱñóƥɋŕšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻṀÑÓƤɊŔŠŤÚṼŴẊÝŽ');

const accent = (letter: string) => accented[plain.indexOf(letter)] ?? letter;

/** Values, elements and what stands between backticks stay as they are. */
export function pseudo(english: string): string {
  const told = english.replaceAll(/\{\d*\}|<\/?\d+\/?>|`[^`]*`|[a-z]/gi, (piece) =>
    piece.length === 1 ? accent(piece) : piece,
  );
  const letters = english.replaceAll(/\{\d*\}|<\/?\d+\/?>/g, '').length;
  const more = Math.max(0, Math.ceil(letters * 0.3) - 2);
  const padding = Array.from({ length: Math.ceil(more / 6) }, (_, i) =>
    '~'.repeat(Math.min(5, more - i * 6)),
  );
  return `[${[told, ...padding].join(' ').trim()}]`;
}

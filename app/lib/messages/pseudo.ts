// English that looks foreign and is a third longer: [Ŵőŗķíñğ óñ ~~~]. A page spoken in it shows at a glance which words are in no
// catalogue, and where a longer language breaks the layout. For tests and for people who build screens.
import type { Catalogue } from './choose-language.ts';
import foreign from 'virtual:covey-foreign';
import { makeLanguage } from './language.ts';
import { speak } from './t.ts';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = [...'áƀçđéƒğĥíĵķļɱñóƥɋŕšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻṀÑÓƤɊŔŠŤÚṼŴẊÝŽ'];

const accent = (letter: string) => accented[plain.indexOf(letter)] ?? letter;

/** Values, elements and what stands between backticks stay as they are. */
export function pseudo(english: string): string {
  const told = english.replaceAll(/\{\d*\}|<\/?\d+\/?>|`[^`]*`|[a-z]/gi, (piece) =>
    piece.length === 1 ? accent(piece) : piece,
  );
  const letters = english.replaceAll(/\{\d*\}|<\/?\d+\/?>/g, '').length;
  const more = Math.max(0, Math.ceil(letters * 0.3) - 2);
  const padding = Array.from({ length: Math.ceil(more / 6) }, (_, i) => '~'.repeat(Math.min(5, more - i * 6)));
  return `[${[told, ...padding].join(' ').trim()}]`;
}

export function speakPseudo(code: string): void {
  const catalogue: Catalogue = {
    messages: {},
    foreign: Object.fromEntries(foreign.map((english) => [english, pseudo(english)])),
  };
  speak({
    ...makeLanguage(code, catalogue),
    lookup: (english, many) => (many === undefined ? [pseudo(english)] : [pseudo(english), pseudo(many)]),
    plural: (value) => (value === 1 ? 0 : 1),
  });
}

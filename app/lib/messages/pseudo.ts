// English that looks foreign and is a third longer: [Ŵőŗķíñğ óñ ~~~]. A page spoken in it shows at a glance which words are in no
// catalogue, and where a longer language breaks the layout. For tests, and for people who build screens.
import foreign from 'virtual:covey-foreign';
import { fill, makeLanguage } from './language.ts';
import { pseudo } from './pseudo-text.ts';
import type { Language } from './t.ts';

export function pseudoLanguage(code: string): Language {
  const known = Object.fromEntries(foreign.map((english) => [english, pseudo(english)]));
  return {
    ...makeLanguage(code, { messages: {}, foreign: known }),
    say: (strings, values) =>
      fill(pseudo(strings.reduce((text, part, i) => `${text}{${i - 1}}${part}`)), values),
    sayCounted: (value, text, one, many) => fill(pseudo(value === 1 ? one : many), [text]),
  };
}

// A language made of its catalogue: which of a message's forms a number takes, and sentences that come in English from elsewhere, told by
// their fixed parts. Fetched with the catalogue; who speaks English never needs it.
import type { Catalogue } from './choose-language.ts';
import type { Language } from './t.ts';

/** The order in which catalogues list a message's forms. */
const order = ['zero', 'one', 'two', 'few', 'many', 'other'];

export function makeLanguage(code: string, { messages, foreign }: Catalogue): Language {
  const rules = new Intl.PluralRules(code);
  const forms = order.filter((category) =>
    rules.resolvedOptions().pluralCategories.some((known) => known === category),
  );
  const phrases = Object.entries(foreign).map(([english, text]) => ({ ...patternOf(english), text }));

  function retell(english: string): string {
    const exact = foreign[english] ?? messages[english]?.[0];
    if (exact !== undefined) return exact;
    for (const { pattern, places, text } of phrases) {
      const match = pattern?.exec(english);
      // a value may be a sentence of its own
      if (match)
        return text.replaceAll(/\{(\d+)\}/g, (place, i: string) =>
          retell(match[places.indexOf(Number(i)) + 1] ?? place),
        );
    }
    return english;
  }

  return {
    code,
    lookup: (english) => messages[english],
    plural: (value) => forms.indexOf(rules.select(value)),
    retell,
  };
}

/** What stands between the values of a sentence, to tell it by; none where that would be next to nothing. */
function patternOf(english: string): { pattern: RegExp | undefined; places: number[] } {
  const parts = english.split(/\{\d+\}/);
  const places = [...english.matchAll(/\{(\d+)\}/g)].map(([, i]) => Number(i));
  if (places.length === 0 || parts.join('').trim().length < 8) return { pattern: undefined, places };
  const fixed = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { pattern: new RegExp(`^${fixed.join('(.*?)')}$`, 's'), places };
}

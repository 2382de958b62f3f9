// A language made of its catalogue: messages with their values put in, which of a message's forms a number takes, and sentences that come
// in English from elsewhere, told by their fixed parts. Pure.
import type { Catalogue } from './language-choice.ts';
import type { Language } from './t.ts';

/** The order in which catalogues list a message's forms. */
const order = ['zero', 'one', 'two', 'few', 'many', 'other'];

export function makeLanguage(code: string, { messages, foreign }: Catalogue): Language {
  const rules = new Intl.PluralRules(code);
  const categories = rules.resolvedOptions().pluralCategories;
  const forms = order.filter((category) => categories.some((known) => known === category));
  // the longest first: a short one fits into many sentences
  const phrases = Object.entries(foreign)
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([english, text]) => ({ tell: tellBy(english), text }));

  /** One sentence, as it was thrown. */
  function retellOne(english: string): string | undefined {
    const exact = foreign[english] ?? messages[english]?.[0];
    if (exact !== undefined) return exact;
    for (const { tell, text } of phrases) {
      const values = tell?.(english);
      // a value may be a sentence of its own
      if (values) return fill(text, values.map(retell));
    }
    return english.endsWith('.') ? retellOne(english.slice(0, -1)) : undefined;
  }

  const retell = (english: string): string =>
    retellOne(english) ??
    english
      .split(/(?<=[.!?]) (?=\p{Lu})/u)
      .map((one) => retellOne(one) ?? one)
      .join(' ');

  return {
    code,
    say(strings, values) {
      const english = strings.reduce((text, part, i) => `${text}{${i - 1}}${part}`);
      return fill(messages[english]?.[0] ?? english, values);
    },
    sayCounted(value, text, one, many) {
      const known = messages[one];
      // a language may have fewer forms than categories: whole numbers need no form for fractions
      const form = known && (known[forms.indexOf(rules.select(value))] ?? known.at(-1));
      return fill(form ?? (value === 1 ? one : many), [text]);
    },
    retell,
  };
}

export const fill = (text: string, values: readonly unknown[]) =>
  text.replaceAll(/\{(\d+)\}/g, (place, i: string) =>
    Number(i) in values ? String(values[Number(i)]) : place,
  );

/** Finds the values in a sentence by what stands between them; undefined where that is next to nothing. */
function tellBy(english: string): ((said: string) => string[] | undefined) | undefined {
  const parts = english.split(/\{\d+\}/);
  if (parts.length === 1 || parts.join('').trim().length < 6) return undefined;
  const fixed = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${fixed.join('(.*?)')}$`, 's');
  const places = [...english.matchAll(/\{(\d+)\}/g)].map(([, i]) => Number(i));
  return (said) => {
    const match = pattern.exec(said);
    if (!match) return undefined;
    const values: string[] = [];
    for (const [i, place] of places.entries()) values[place] = match[i + 1] ?? '';
    return values;
  };
}

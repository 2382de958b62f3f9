// The words of a page in its person's language. The build has every text ask here (shared/tooling/messages), by its English, which is
// what is said where the language has nothing better. Chosen before the first screen is fetched, and kept until the page is loaded anew.

/** A message in the language, with `{0}` for its values; undefined where it is not translated. `many`: the English for many. */
export type Lookup = (english: string, many?: string) => readonly string[] | undefined;

export interface Language {
  /** A tag of BCP 47. */
  code: string;
  lookup?: Lookup;
  /** A sentence that the coordinator or the shared parts said in English. */
  retell?: (english: string) => string;
  /** Which of a message's forms a number takes. */
  plural?: (value: number) => number;
}
const chosen: Language = { code: 'en' };

/** For `Intl`: how numbers, dates and lists are written. */
export const locale = () => chosen.code;

/** What was said in English elsewhere, in the person's language where its catalogue knows it. */
export const retell = (english: string) => chosen.retell?.(english) ?? english;

export const speak = (language: Language) => void Object.assign(chosen, language);

/** t`and ${count} more`. */
export function t(strings: readonly string[], ...values: readonly unknown[]): string {
  if (!chosen.lookup) return strings.reduce((text, part, i) => text + String(values[i - 1]) + part);
  const english = strings.reduce((text, part, i) => `${text}{${i - 1}}${part}`);
  return fill(chosen.lookup(english)?.[0] ?? english, values);
}

const fill = (text: string, values: readonly unknown[]) =>
  text.replaceAll(/\{(\d+)\}/g, (place, i: string) => (Number(i) in values ? String(values[Number(i)]) : place));

/** The one of two English forms that fits, or the language's own: `{0} device`, `{0} devices`. */
export function plural(value: number, text: string, one: string, many: string): string {
  const forms = chosen.lookup?.(one, many);
  const form = forms ? (forms[chosen.plural?.(value) ?? 0] ?? forms.at(-1)) : undefined;
  return (form ?? (value === 1 ? one : many)).replace('{0}', text);
}

/** An element of a sentence, by its number among the sentence's elements. */
export interface SentencePart {
  element: number;
  text: string;
}

/** A sentence that holds elements: parts`signed in as <0>${name}</0>.` */
export function parts(strings: readonly string[], ...values: readonly unknown[]): (string | SentencePart)[] {
  return t(strings, ...values.map((_, i) => `{${i}}`))
    .split(/(<\d+\/>|<\d+>.*?<\/\d+>)/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, element, text = ''] = /^<(\d+)(?:\/|>(.*)<\/\d+)>$/.exec(part) ?? [];
      return element === undefined ? fill(part, values) : { element: Number(element), text: fill(text, values) };
    });
}

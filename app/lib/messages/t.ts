// The words of a page in its person's language. The build has every text ask here (shared/tooling/messages), by its English, which is
// what is said where no other language is spoken. It is chosen before the first screen is fetched and kept until the page is loaded anew.

export interface Language {
  /** A tag of BCP 47. */
  code: string;
  /** A message by the fixed parts of its English. */
  say: (strings: readonly string[], values: readonly unknown[]) => string;
  /** The form of `{0} device` that a number takes. `text` is the number as it is written. */
  sayCounted: (value: number, text: string, one: string, many: string) => string;
  /** A sentence that the coordinator or the shared parts said in English. */
  retell: (english: string) => string;
}
const spoken: { language?: Language } = {};

export const speak = (language: Language) => void (spoken.language = language);

/** English again; a page never does it, a test does. */
export const forget = () => void delete spoken.language;

const baseOf = (tag: string) => tag.split('-', 1)[0];

/** For `Intl`: how numbers, dates and lists are written. The browser's own kind of the language (`de-AT`), if it has one. */
export function locale(): string {
  const code = spoken.language?.code ?? 'en';
  return navigator.languages.find((wish) => baseOf(wish) === baseOf(code)) ?? code;
}

/** t`and ${count} more`. */
export const t = (strings: readonly string[], ...values: readonly unknown[]) =>
  spoken.language?.say(strings, values) ?? String.raw({ raw: strings }, ...values);

export const plural = (value: number, text: string, one: string, many: string) =>
  spoken.language?.sayCounted(value, text, one, many) ?? (value === 1 ? one : many).replace('{0}', text);

/** What was said in English elsewhere, in the person's language where its catalogue knows it. */
export const retell = (english: string) => spoken.language?.retell(english) ?? english;

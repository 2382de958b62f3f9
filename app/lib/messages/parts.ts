// Sentences with elements in them: the build draws each element where the language has it.
import { t } from './t.ts';

/** An element of a sentence, by its number among the sentence's elements. */
export interface SentencePart {
  element: number;
  text: string;
}

/** parts`signed in as <0>${name}</0>.` */
export function parts(strings: readonly string[], ...values: readonly unknown[]): (string | SentencePart)[] {
  // values are put in last: what somebody is called must not be taken for an element
  const fill = (text: string) =>
    text.replaceAll(/\uE000(\d+)\uE000/g, (_, i: string) => String(values[Number(i)]));
  return t(strings, ...values.map((_, i) => `\uE000${i}\uE000`))
    .split(/(<\d+\/>|<\d+>.*?<\/\d+>)/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, element, text = ''] = /^<(\d+)(?:\/|>(.*)<\/\d+)>$/.exec(part) ?? [];
      return element === undefined ? fill(part) : { element: Number(element), text: fill(text) };
    });
}

// Speaks another language than English from here on. Fetched with the language's catalogue; who speaks English never needs it.
import { type Catalogue, catalogues, PSEUDO } from './language-choice.ts';
import { makeLanguage } from './language.ts';
import { speak } from './t.ts';

const rightToLeft = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/;

/** English stays where a catalogue cannot be fetched: a page in it is worth more than none. */
export async function speakChosen(code: string): Promise<void> {
  try {
    const language =
      code === PSEUDO ? (await import('./pseudo.ts')).pseudoLanguage(code) : await readLanguage(code);
    speak(language);
    document.documentElement.lang = code;
    document.documentElement.dir = rightToLeft.test(code) ? 'rtl' : 'ltr';
  } catch (error) {
    console.error(`the words of ${code} did not arrive`, error);
  }
}

async function readLanguage(code: string) {
  const read = catalogues[`./languages/${code}.po`];
  const catalogue: Catalogue = read ? (await read()).default : { messages: {}, foreign: {} };
  return makeLanguage(code, catalogue);
}

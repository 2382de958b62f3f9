// Which language the page speaks: the one its person chose, else the first of the browser's that there is, else English. Runs before the
// first screen is fetched (hooks.client.ts), so that words are the language's own from the moment they are made.
import { speak } from './t.ts';

const KEPT_AS = 'covey-language';
/** Text that looks foreign and is readable English: what does not look so is not in the catalogue. Never offered. */
const PSEUDO = 'en-XA';

/** The catalogues of the languages, each a file that is fetched when it is spoken. */
const catalogues = import.meta.glob<{ default: Catalogue }>('./languages/*.po');

/** Messages by their English; those of programs beside the page apart, because they come with their values filled in. */
export interface Catalogue {
  messages: Record<string, readonly string[]>;
  foreign: Record<string, string>;
}

const pathOf = (code: string) => `./languages/${code}.po`;

/** Every language there is, English first. */
export const languages: readonly string[] = [
  'en',
  ...Object.keys(catalogues).map((path) => path.slice('./languages/'.length, -'.po'.length)),
];

export const findLanguage = (wishes: readonly string[], known: readonly string[]): string =>
  wishes
    .flatMap((wish) => [wish, wish.replace(/-.*/, '')])
    .find((wish) => known.includes(wish)) ?? 'en';

/** Undefined as long as the browser's languages decide. */
export function keptLanguage(): string | undefined {
  try {
    return localStorage.getItem(KEPT_AS) ?? undefined;
  } catch {
    return undefined; // storage is refused: nothing is kept
  }
}

/** Takes effect when the page is loaded anew; undefined leaves it to the browser. */
export function keepLanguage(code: string | undefined): void {
  if (code === undefined) localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, code);
}

/** English stays where a catalogue cannot be fetched: a page in it is worth more than none. */
export async function speakChosen(): Promise<void> {
  const kept = keptLanguage();
  const code = findLanguage(kept === undefined ? navigator.languages : [kept], [...languages, PSEUDO]);
  if (code === 'en') return;
  try {
    const { speakPseudo } = code === PSEUDO ? await import('./pseudo.ts') : { speakPseudo: undefined };
    if (speakPseudo) speakPseudo(code);
    else await speakCatalogue(code);
    document.documentElement.lang = code;
    document.documentElement.dir = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(code) ? 'rtl' : 'ltr';
  } catch (error) {
    console.error(`the words of ${code} did not arrive`, error);
  }
}

async function speakCatalogue(code: string): Promise<void> {
  const [language, catalogue] = await Promise.all([import('./language.ts'), catalogues[pathOf(code)]?.()]);
  if (catalogue) speak(language.makeLanguage(code, catalogue.default));
}

// Which language the page speaks: the one its person chose, else the first of the browser's that there is, else English.

const KEPT_AS = 'covey-language';
/** English that looks foreign: what does not look so is in no catalogue (pseudo.ts). Never offered. */
export const PSEUDO = 'en-XA';

/** The catalogues of the languages, each a file that is fetched when it is spoken. */
export const catalogues = import.meta.glob<{ default: Catalogue }>('./languages/*.po');

/** Messages by their English; those of programs beside the page apart, because they come with their values filled in. */
export interface Catalogue {
  messages: Record<string, readonly string[]>;
  foreign: Record<string, string>;
}

/** Every language there is, English first. */
export const languages: readonly string[] = [
  'en',
  ...Object.keys(catalogues).map((path) => path.slice('./languages/'.length, -'.po'.length)),
];

/** `de-AT` finds `de`. */
export const findLanguage = (wishes: readonly string[], known: readonly string[]): string =>
  wishes.flatMap((wish) => [wish, wish.split('-', 1)[0] ?? '']).find((wish) => known.includes(wish)) ?? 'en';

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

export function chosenLanguage(): string {
  const kept = keptLanguage();
  return findLanguage(kept === undefined ? navigator.languages : [kept], [...languages, PSEUDO]);
}

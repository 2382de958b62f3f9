// The catalogue: the template that lists every message of the sources, and a file per language that is kept in line with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CatalogueEntry, collectForeign, collectMessages } from './collect-messages.ts';
import { type PoMessage, readPo, writePo } from './po-file.ts';

/** As the app reads it: app/lib/messages/language-choice.ts. */
export interface Catalogue {
  messages: Record<string, readonly string[]>;
  foreign: Record<string, string>;
}

const folder = 'app/lib/messages';
export const templateFile = `${folder}/messages.pot`;
const languagesFolder = `${folder}/languages`;

/** By their paths in the repository. */
export function languageFiles(root: string): string[] {
  try {
    return readdirSync(join(root, languagesFolder))
      .filter((name) => name.endsWith('.po'))
      .map((name) => `${languagesFolder}/${name}`)
      .toSorted();
  } catch {
    return []; // no language yet
  }
}

const isForeignPlace = (place: string) => !place.startsWith('app/');

/** Screens first, then what other programs say. */
export function collectAll(root: string): PoMessage[] {
  const all = new Map<string, CatalogueEntry>();
  for (const entry of [...collectMessages(root), ...collectForeign(root)]) {
    const known = all.get(entry.english);
    all.set(entry.english, known ? { ...known, places: [...known.places, ...entry.places] } : entry);
  }
  return [...all.values()].map(({ english, many, places }) => ({
    english,
    ...(many !== undefined && { many }),
    forms: [],
    places: places.map(({ file }) => file),
    notes: notesOf(places[0]?.values ?? []),
    isFuzzy: false,
  }));
}

const notesOf = (values: readonly string[]) => values.map((value, i) => `{${i}}: ${value.slice(0, 80)}`);

const header = (language: string) => ({
  'Project-Id-Version': 'Covey',
  Language: language,
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Transfer-Encoding': '8bit',
});

const about = [
  'Every message of Covey’s screens, found in the sources: app/lib/messages/README.md says how a language is made of it.',
  '{0} is put in when it is said; <0>…</0> is an element, such as a link. Both stay as they are and may move.',
];

export const writeTemplate = (messages: readonly PoMessage[]) => writePo(header(''), messages, about);

/** The language's file with the messages of today: what it has is kept, what is new is empty, what is gone goes. */
export function renewLanguage(file: string, text: string, messages: readonly PoMessage[]): string {
  const known = new Map(readPo(file, text).map((message) => [message.english, message]));
  const code = file.replace(/^.*\/|\.po$/g, '');
  return writePo(
    header(code),
    messages.map((message) => {
      const { forms = [], isFuzzy = false } = known.get(message.english) ?? {};
      return { ...message, forms, isFuzzy };
    }),
  );
}

const isDone = ({ forms, isFuzzy }: PoMessage) =>
  !isFuzzy && forms.length > 0 && forms.every((form) => form !== '');

/** What a page needs of a language's file. */
export function compileLanguage(root: string, file: string): Catalogue {
  const catalogue: Catalogue = { messages: {}, foreign: {} };
  for (const message of readPo(file, readFileSync(join(root, file), 'utf8')).filter(isDone)) {
    if (message.places.some(isForeignPlace)) catalogue.foreign[message.english] = message.forms[0] ?? '';
    if (!message.places.every(isForeignPlace)) catalogue.messages[message.english] = message.forms;
  }
  return catalogue;
}

/** Values and elements that a translation lost or made up, as sentences. */
export function findFaults(file: string, messages: readonly PoMessage[]): string[] {
  const marks = (text: string) => [...text.matchAll(/\{\d*\}|<\/?\d+\/?>/g)].map(([mark]) => mark).toSorted();
  return messages.filter(isDone).flatMap(({ english, many, forms }) =>
    forms
      .filter((form) => {
        const wanted = marks(english).join(' ');
        // one of something may be said without its number
        return marks(form).join(' ') !== wanted && !(many !== undefined && marks(form).length === 0);
      })
      .map((form) => `${file}: “${form}” has not the marks of “${english}”`),
  );
}

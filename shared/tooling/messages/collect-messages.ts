// Every message of the sources, once, with the places where it is said: what a translator is given.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMessages } from './find-messages.ts';
import { foreignSources, messageSources, tellers, toldProperties } from './sources.ts';

export interface CatalogueEntry {
  english: string;
  /** The English for many, where a number decides. */
  many?: string;
  /** Files, with the sources of the values. */
  places: { file: string; values: string[] }[];
}

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8');

function gather(
  all: Map<string, CatalogueEntry>,
  root: string,
  file: string,
  only?: Parameters<typeof findMessages>[2],
) {
  for (const { text, many, values } of findMessages(file, read(root, file), only).messages) {
    const entry = all.get(text) ?? { english: text, places: [] };
    if (many !== undefined) entry.many = many;
    if (!entry.places.some((place) => place.file === file)) entry.places.push({ file, values });
    all.set(text, entry);
  }
}

/** What the app's screens say. */
export function collectMessages(root: string): CatalogueEntry[] {
  const all = new Map<string, CatalogueEntry>();
  for (const file of messageSources(root)) gather(all, root, file);
  return [...all.values()];
}

/** What other programs say on the app's screens, in English. */
export function collectForeign(root: string): CatalogueEntry[] {
  const all = new Map<string, CatalogueEntry>();
  for (const { file, isWhole } of foreignSources(root))
    gather(all, root, file, isWhole ? undefined : { tellers, properties: toldProperties });
  return [...all.values()];
}

// Messages come over the wire as they were thrown, in English; on a screen they are in the person's language, begin with a capital and end
// with a full stop.
import { locale, retell } from '#lib/messages/t.ts';

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What begins a line, within one: small in English, as it is in languages whose nouns have capitals. */
export const within = (text: string) =>
  locale().startsWith('en') ? text.charAt(0).toLowerCase() + text.slice(1) : text;

export function sentence(text: string): string {
  const trimmed = retell(text.trim());
  if (trimmed === '') return '';
  const begun = capital(trimmed);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

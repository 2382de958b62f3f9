// Messages come over the wire as they were thrown, in English; on a screen they are in the person's language, begin with a capital and end
// with a full stop.
import { retell } from '#lib/messages/t.ts';

export function sentence(text: string): string {
  const trimmed = retell(text.trim());
  if (trimmed === '') return '';
  const capital = trimmed[0]?.toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

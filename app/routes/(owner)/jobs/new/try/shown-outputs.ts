// What of an output can be looked at: a picture, a film, text, or else its first bytes.
import { readPreview } from '../../preview-kind.ts';
import type { TriedOutput } from './try-chunks.ts';

export type ShownOutput = { name: string; size: number } & (
  { kind: 'picture'; url: string } | { kind: 'film'; url: string } | { kind: 'text' | 'bytes'; text: string }
);

const MOST = 4;
const GLANCE_BYTES = 4 * 1024;
const FILMS: Record<string, string> = { mp4: 'video/mp4', webm: 'video/webm' };

/** The addresses must be given back with `release`. */
export const showOutputs = (outputs: readonly TriedOutput[]): ShownOutput[] =>
  outputs.slice(0, MOST).map(({ name, bytes }) => ({ name, size: bytes.length, ...show(name, bytes) }));

export function release(shown: readonly ShownOutput[]): void {
  for (const one of shown) if ('url' in one) URL.revokeObjectURL(one.url);
}

function show(name: string, bytes: Uint8Array) {
  const film = FILMS[name.split('.').at(-1)?.toLowerCase() ?? ''];
  if (film !== undefined) return { kind: 'film' as const, url: address(bytes, film) };
  const whole = readPreview(bytes, true);
  if (whole.kind === 'picture') return { kind: whole.kind, url: address(bytes, whole.type) };
  const isCut = bytes.length > GLANCE_BYTES;
  const glance = isCut ? readPreview(bytes.subarray(0, GLANCE_BYTES), false) : whole;
  if (glance.kind === 'text') return { ...glance, text: isCut ? `${glance.text}…` : glance.text };
  return { kind: 'bytes' as const, text: glance.kind === 'bytes' ? glance.lines.join('\n') : '' };
}

const address = (bytes: Uint8Array, type: string) =>
  URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));

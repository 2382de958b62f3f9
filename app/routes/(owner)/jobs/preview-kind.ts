// What some bytes are, from the bytes alone: a picture of a kind that browsers draw without running anything, text, or neither. Pure.
export type Preview =
  { kind: 'picture'; type: string } | { kind: 'text'; text: string } | { kind: 'bytes'; lines: string[] };

const SIGNATURES: readonly { type: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { type: 'image/avif', at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66] },
  { type: 'image/bmp', at: 0, bytes: [0x42, 0x4d] },
];

/** Null unless these bytes begin a picture. SVG is none: it can carry more than a picture. */
export const pictureType = (bytes: Uint8Array): string | null =>
  SIGNATURES.find((one) => one.bytes.every((byte, i) => bytes[one.at + i] === byte))?.type ?? null;

const SHOWN_BYTES = 512;
const PER_LINE = 16;

/** `isWhole`: nothing follows, so that the last letter cannot be half of one. */
export function readPreview(bytes: Uint8Array, isWhole: boolean): Preview {
  const type = pictureType(bytes);
  if (type !== null && isWhole) return { kind: 'picture', type };
  const text = readText(bytes, isWhole);
  return text === null
    ? { kind: 'bytes', lines: hexLines(bytes.subarray(0, SHOWN_BYTES)) }
    : { kind: 'text', text };
}

function readText(bytes: Uint8Array, isWhole: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return text === '' || /[^\P{Cc}\t\n\r\f]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** `0010  48 65 6c …  Hel…` */
export function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = Array.from(bytes.subarray(at, at + PER_LINE));
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const shown = line
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
      .join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${shown}`);
  }
  return lines;
}

// The letters of the watermark as outlines: lines and quadratic curves, 512 units to the letter size, y upwards.
import { decodeBase64 } from '../../bytes/decode-base64.ts';
import { once } from '../../once.ts';
import { FONT_OUTLINES } from './font-outlines.ts';

export const EM = 512;

export interface OutlinePoint {
  x: number;
  y: number;
  /** On the line, or what a curve bends towards. */
  on: boolean;
}

export interface Glyph {
  advance: number;
  contours: OutlinePoint[][];
}

export const loadFont: () => Promise<ReadonlyMap<string, Glyph>> = once(async () => {
  const words = new Int16Array(decodeBase64(FONT_OUTLINES).buffer);
  const font = new Map<string, Glyph>();
  let at = 0;
  const next = () => words[at++] ?? 0;
  while (at < words.length) {
    const letter = String.fromCodePoint(next() & 0xffff);
    const advance = next();
    const contours = Array.from({ length: next() }, () =>
      Array.from({ length: next() }, (): OutlinePoint => {
        const x = next();
        return { x: x >> 1, y: next(), on: (x & 1) === 1 };
      }),
    );
    font.set(letter, { advance, contours });
  }
  return font;
});

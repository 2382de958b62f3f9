// Draws a digit of 28 × 28 pixels as somebody might have written it: which one, how slanted, how large, with what pen and how shaky a hand
// depends on the seed and the sample's number alone. Nothing but + - * / and roots, so that the bytes are the same everywhere.
import { openStream } from '../../random/philox.ts';
import { GLYPHS } from './strokes.ts';

export const DIGIT_SIDE = 28;
export const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;
export const DIGITS = GLYPHS.length;

interface Point {
  x: number;
  y: number;
}

/** Writes the picture (0: paper, 255: ink) into `pixels`, which must be empty, and returns the digit. */
export function digitPainter(seed: number): (sample: number, pixels: Uint8Array) => number {
  const stream = openStream(seed);
  const between = (least: number, most: number) => least + (most - least) * stream.next();
  const below = (count: number) => Math.min(count - 1, Math.floor(count * stream.next()));
  return (sample, pixels) => {
    stream.seek(sample);
    const digit = below(DIGITS);
    const ways = GLYPHS[digit] ?? [];
    const glyph = ways[below(ways.length)] ?? [];
    const width = between(10, 17);
    const height = between(16, 21);
    const slant = between(-0.35, 0.35);
    const tilt = between(-0.2, 0.2);
    const middle = { x: 13.5 + between(-2.5, 2.5), y: 13.5 + between(-2, 2) };
    const shake = between(0.1, 0.9);
    const pen = between(0.7, 1.7);
    const ink = between(170, 255);
    for (const stroke of glyph) {
      let from: Point | null = null;
      for (const [x, y] of stroke) {
        const u = (x - 0.5) * width + between(-shake, shake);
        const v = (y - 0.5) * height + between(-shake, shake);
        const to = { x: middle.x + u - slant * v, y: middle.y + v + tilt * u };
        if (from) drawLine(pixels, from, to, pen, ink);
        from = to;
      }
    }
    // Specks, and paper that is not quite white.
    for (let speck = below(24); speck > 0; speck--) {
      const at = below(DIGIT_PIXELS);
      pixels[at] = Math.max(pixels[at] ?? 0, Math.floor(between(20, 160)));
    }
    return digit;
  };
}

/** Every pixel as dark as the pen covers it: fully within its radius, fading over one pixel. */
function drawLine(pixels: Uint8Array, from: Point, to: Point, pen: number, ink: number): void {
  const reach = pen + 1;
  const clamp = (at: number) => Math.max(0, Math.min(DIGIT_SIDE - 1, at));
  const left = clamp(Math.floor(Math.min(from.x, to.x) - reach));
  const right = clamp(Math.ceil(Math.max(from.x, to.x) + reach));
  const top = clamp(Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = clamp(Math.ceil(Math.max(from.y, to.y) + reach));
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const squared = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const along = squared === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / squared;
      const share = Math.max(0, Math.min(1, along));
      const px = x - from.x - share * dx;
      const py = y - from.y - share * dy;
      const covered = Math.max(0, Math.min(1, reach - Math.sqrt(px * px + py * py)));
      const at = y * DIGIT_SIDE + x;
      pixels[at] = Math.max(pixels[at] ?? 0, Math.round(ink * covered));
    }
}

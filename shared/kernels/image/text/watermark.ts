// Writes a line of text onto pixels: white, with a soft dark edge below and right of it, so that it is read on any ground.
import type { Raster } from '../pixels/pixels.ts';
import type { ImageParams } from '../params.ts';
import { coverGlyphs, type Cover } from './cover.ts';
import { EM, loadFont, type Glyph } from './font.ts';

export type Watermark = Pick<ImageParams, 'watermark' | 'position' | 'opacity'>;

/** Of the shorter side; less where the line would be longer than the picture is wide. */
const LETTER_SHARE = 0.05;
const LEAST_LETTER = 8;
const MARGIN = 0.7;
const ABOVE_LINE = 1;
const BELOW_LINE = 0.3;
const SHADOW_OFFSET = 0.06;
const SHADOW_STRENGTH = 0.6;

/** The first letter that cannot be written; null: all can. */
export async function missingLetter(text: string): Promise<string | null> {
  const font = await loadFont();
  return Array.from(text).find((letter) => !font.has(letter)) ?? null;
}

export async function drawWatermark(
  raster: Raster,
  { watermark, position, opacity }: Watermark,
): Promise<void> {
  const font = await loadFont();
  const glyphs = Array.from(watermark.trim()).flatMap((letter) => font.get(letter) ?? []);
  const units = glyphs.reduce((sum, { advance }) => sum + advance, 0);
  if (units === 0) return;
  const { width, height } = raster;
  const wanted = Math.max(LEAST_LETTER, Math.min(width, height) * LETTER_SHARE);
  const letter = Math.max(1, Math.floor(Math.min(wanted, (width * EM) / (units + 2 * MARGIN * EM))));
  const cover = coverLine(glyphs, letter, units);
  const margin = Math.round(MARGIN * letter);
  const isLeft = position.endsWith('left');
  const isTop = position.startsWith('top');
  const isCentre = position === 'center';
  const left = isCentre ? (width - cover.width) >> 1 : isLeft ? margin : width - margin - cover.width;
  const top = isCentre ? (height - cover.height) >> 1 : isTop ? margin : height - margin - cover.height;

  const offset = Math.max(1, Math.round(SHADOW_OFFSET * letter));
  blend(raster, cover, left + offset, top + offset, 0, (opacity / 100) * SHADOW_STRENGTH);
  blend(raster, cover, left, top, 255, opacity / 100);
}

function coverLine(glyphs: readonly Glyph[], letter: number, units: number): Cover {
  const scale = letter / EM;
  const size = { width: Math.ceil(units * scale) + 1, height: Math.ceil((ABOVE_LINE + BELOW_LINE) * letter) };
  return coverGlyphs(glyphs, scale, size, ABOVE_LINE * letter);
}

function blend(
  { width, height, data }: Raster,
  cover: Cover,
  left: number,
  top: number,
  tone: number,
  strength: number,
): void {
  for (let row = 0; row < cover.height; row++) {
    const y = top + row;
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < cover.width; column++) {
      const x = left + column;
      const share = Math.round((cover.values[row * cover.width + column] ?? 0) * strength * 256);
      if (share === 0 || x < 0 || x >= width) continue;
      const at = 4 * (y * width + x);
      for (let i = 0; i < 3; i++)
        data[at + i] = ((data[at + i] ?? 0) * (256 - share) + tone * share + 128) >> 8;
      data[at + 3] = Math.max(data[at + 3] ?? 0, (255 * share) >> 8);
    }
  }
}

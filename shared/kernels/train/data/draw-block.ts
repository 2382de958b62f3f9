// A block of drawn digits, with what they are.
import { DIGIT_PIXELS, digitPainter } from '../digits/draw-digit.ts';
import { BLOCK_SAMPLES } from './choose-blocks.ts';
import type { Block } from '../gradient.ts';

export function drawBlock(seed: number, block: number, count: number): Block {
  const paint = digitPainter(seed);
  const pictures = new Uint8Array(count * DIGIT_PIXELS);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++)
    labels[i] = paint(block * BLOCK_SAMPLES + i, pictures.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS));
  return { pictures, labels };
}

// Which pieces of one picture are there, small enough for a wire whatever the picture's size: pieces lie in a grid, so that one bit says of
// each whether it is there, and where it lies is arithmetic.
import * as z from 'zod/mini';

/** Those of the largest picture there is: 8192 by 8192 pixels in squares of 64. Of more the first are told of. */
export const MOST_PIECES = 16_384;
const MOST_LETTERS = 4 * Math.ceil(MOST_PIECES / 8 / 3);

const some = z.int().check(z.gte(1));

/** Pieces are counted line by line from the upper left corner. */
export const PictureGrid = z.object({
  /** Of the whole, in pixels. */
  width: some,
  height: some,
  /** Pixels along a side of a piece; of the last ones in a line or column there may be less. */
  side: some,
  /** Piece k is the first picture of chunk k × every. */
  every: some,
});
export type PictureGrid = z.infer<typeof PictureGrid>;

export const PicturePieces = z.object({
  grid: PictureGrid,
  /** One bit for each piece, bit k of byte k >> 3, in base64; what is left out at the end is not there. */
  there: z.string().check(z.maxLength(MOST_LETTERS), z.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
});
export type PicturePieces = z.infer<typeof PicturePieces>;

export const countPieces = ({ width, height, side }: PictureGrid): number =>
  Math.min(MOST_PIECES, Math.ceil(width / side) * Math.ceil(height / side));

/** Where piece k lies in the whole, in pixels. */
export function placePiece({ width, height, side }: PictureGrid, k: number) {
  const across = Math.ceil(width / side);
  const x = (k % across) * side;
  const y = Math.floor(k / across) * side;
  return { x, y, width: Math.min(side, width - x), height: Math.min(side, height - y) };
}

export function packPieces(grid: PictureGrid, isThere: (k: number) => boolean): PicturePieces {
  const bits = new Uint8Array(Math.ceil(countPieces(grid) / 8));
  for (let k = 0; k < countPieces(grid); k++)
    if (isThere(k)) bits[k >> 3] = (bits[k >> 3] ?? 0) | (1 << (k & 7));
  return { grid, there: btoa(String.fromCharCode(...bits)) };
}

/** Their numbers, ascending. */
export function unpackPieces({ grid, there }: PicturePieces): number[] {
  const bits = atob(there);
  const numbers: number[] = [];
  for (let k = 0; k < countPieces(grid); k++) if ((bits.charCodeAt(k >> 3) >> (k & 7)) & 1) numbers.push(k);
  return numbers;
}

// A picture that grows: pieces of one whole, each fetched once and drawn in its place. Large ones are drawn smaller than they are.
import { fillPath } from '#shared/client/connect.ts';
import { routes } from '#shared/contract/http-api.ts';
import type { JobPicture, PicturePlace } from '#shared/contract/job.ts';

export type Piece = Pick<JobPicture, 'chunk' | 'n'> & { place: PicturePlace };

/** Pixels along the longer side of what is drawn. */
export const MOST_SIDE = 2048;
/** A browser has six connections for a host; two are left to the rest of the page. */
const TOGETHER = 4;

export const piecesOf = (pictures: readonly JobPicture[]): Piece[] =>
  pictures.flatMap(({ chunk, n, place }) => (place ? [{ chunk, n, place }] : []));

/** The size it is drawn in, and by how much that is smaller. */
export function fitWhole({ width, height }: PicturePlace['whole']) {
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale), scale };
}

export interface GrowingPicture {
  /** Fetches and draws those that are not there yet. Resolves with the share of the whole that is drawn. */
  add(pieces: readonly Piece[], signal: AbortSignal): Promise<number>;
}

export type FetchPiece = (piece: Piece, signal: AbortSignal) => Promise<ImageBitmap | null>;
type Surface = Pick<CanvasRenderingContext2D, 'drawImage'>;

export function growPicture(
  surface: Surface,
  whole: PicturePlace['whole'],
  fetchOne: FetchPiece,
): GrowingPicture {
  /** Drawn, or under way. */
  const taken = new Set<number>();
  const { scale } = fitWhole(whole);
  let pixels = 0;
  let last = Promise.resolve();

  async function draw({ chunk, n, place }: Piece, signal: AbortSignal): Promise<void> {
    taken.add(chunk);
    const bitmap = await fetchOne({ chunk, n, place }, signal);
    if (!bitmap) return void taken.delete(chunk);
    const { x, y, width, height } = place;
    // whole pixels, so that no seams show
    const left = Math.floor(x * scale);
    const top = Math.floor(y * scale);
    surface.drawImage(
      bitmap,
      left,
      top,
      Math.ceil((x + width) * scale) - left,
      Math.ceil((y + height) * scale) - top,
    );
    bitmap.close();
    pixels += width * height;
  }

  async function drawAll(pieces: readonly Piece[], signal: AbortSignal): Promise<void> {
    const waiting = pieces.values();
    const drawRest = async () => {
      for (const piece of waiting) {
        if (signal.aborted) return;
        if (!taken.has(piece.chunk)) await draw(piece, signal);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, drawRest));
  }

  return {
    async add(pieces, signal) {
      // one after the other: a slow network must not make more and more of them
      last = last.then(() => drawAll(pieces, signal));
      await last;
      return pixels / (whole.width * whole.height);
    },
  };
}

/** Null where it cannot be had now: the next look tries again. */
export const fetchPiece =
  (id: string): FetchPiece =>
  async ({ chunk, n }, signal) => {
    try {
      const path = fillPath(routes.jobPicture.path, { id, chunk: String(chunk), n: String(n) });
      const answer = await fetch(path, { signal });
      if (!answer.ok) return null;
      return await createImageBitmap(new Blob([await answer.arrayBuffer()], { type: 'image/png' }));
    } catch {
      return null;
    }
  };

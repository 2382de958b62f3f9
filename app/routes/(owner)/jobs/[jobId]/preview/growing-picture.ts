// A picture that grows: pieces of one whole, each fetched once and drawn in its place. Large ones are drawn smaller than they are.
import { fillPath } from '#shared/client/connect.ts';
import { routes } from '#shared/contract/http-api.ts';
import { type PictureGrid, placePiece } from '#shared/contract/picture-pieces.ts';
import type { Pace } from './pace.ts';

/** Pixels along the longer side of what is drawn. */
export const MOST_SIDE = 2048;
/** A browser has six connections for a host; two are left to the rest of the page. */
const TOGETHER = 4;
/** A page that is looked at takes less than 100 KB/s, the live view and the list of pieces included. */
export const PIECE_BYTES_PER_SECOND = 80_000;

/** The size it is drawn in, and by how much that is smaller. */
export function fitWhole({ width, height }: Pick<PictureGrid, 'width' | 'height'>) {
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale), scale };
}

export interface GrowingPicture {
  /** Fetches and draws those that are not there yet. Resolves once none is left, with the share of the whole that is drawn. */
  add(pieces: readonly number[], signal: AbortSignal): Promise<number>;
}

/** Of piece `k`, which is in `chunk`; null where it cannot be had now. */
export type FetchPiece = (
  chunk: number,
  signal: AbortSignal,
) => Promise<{ bitmap: ImageBitmap; bytes: number } | null>;

export interface GrowingParts {
  surface: Pick<CanvasRenderingContext2D, 'drawImage'>;
  fetchOne: FetchPiece;
  pace: Pace;
  /** Nothing is fetched for a page that nobody sees: what is left waits for the next look. */
  isSeen(): boolean;
  ondrawn(share: number): void;
}

export function growPicture(
  grid: PictureGrid,
  { surface, fetchOne, pace, isSeen, ondrawn }: GrowingParts,
): GrowingPicture {
  /** Drawn, or under way. */
  const taken = new Set<number>();
  const waiting = new Set<number>();
  const { scale } = fitWhole(grid);
  let pixels = 0;
  let running: Promise<unknown> | undefined;
  const share = () => pixels / (grid.width * grid.height);

  async function draw(k: number, signal: AbortSignal): Promise<void> {
    const fetched = await fetchOne(k * grid.every, signal);
    // the next look tries again
    if (!fetched) return void taken.delete(k);
    pace.spend(fetched.bytes);
    const { x, y, width, height } = placePiece(grid, k);
    // whole pixels, so that no seams show
    const left = Math.floor(x * scale);
    const top = Math.floor(y * scale);
    surface.drawImage(
      fetched.bitmap,
      left,
      top,
      Math.ceil((x + width) * scale) - left,
      Math.ceil((y + height) * scale) - top,
    );
    fetched.bitmap.close();
    pixels += width * height;
    ondrawn(share());
  }

  async function drawWaiting(signal: AbortSignal): Promise<void> {
    for (;;) {
      await pace.turn(signal);
      const [k] = waiting;
      if (k === undefined || signal.aborted || !isSeen()) return;
      waiting.delete(k);
      taken.add(k);
      await draw(k, signal);
    }
  }

  return {
    async add(pieces, signal) {
      for (const k of pieces) if (!taken.has(k)) waiting.add(k);
      // one after the other: a slow network must not make more and more of them
      running ??= Promise.all(Array.from({ length: TOGETHER }, () => drawWaiting(signal))).finally(
        () => (running = undefined),
      );
      await running;
      return share();
    },
  };
}

export const fetchPiece =
  (id: string): FetchPiece =>
  async (chunk, signal) => {
    try {
      const answer = await fetch(fillPath(routes.jobPicture.path, { id, chunk, n: 0 }), { signal });
      if (!answer.ok) return null;
      const bytes = await answer.arrayBuffer();
      return {
        bitmap: await createImageBitmap(new Blob([bytes], { type: 'image/png' })),
        bytes: bytes.byteLength,
      };
    } catch {
      return null;
    }
  };

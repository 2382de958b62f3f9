// Which chunks the map shows, and how they are laid out: rows of cells as large as fit, each cell one chunk while there is room, then equally many
// in each. Pure.
import { MAX_BINS } from '#shared/contract/chunk-map.ts';

export interface MapWindow {
  first: number;
  count: number;
}

export interface Grid {
  columns: number;
  rows: number;
  /** Cell and gap, CSS pixels. */
  pitch: number;
  /** Cells at most: what is asked for. */
  bins: number;
}

const PITCHES = [22, 18, 14, 11, 9];
const MAX_HEIGHT = 198;
const ZOOM = 8;
/** Nothing is gained below this. */
const LEAST = 16;

export function layOut(chunks: number, width: number): Grid {
  for (const pitch of PITCHES) {
    const columns = Math.max(1, Math.floor(width / pitch));
    const most = Math.max(1, Math.floor(MAX_HEIGHT / pitch));
    const rows = Math.ceil(chunks / columns);
    if (rows <= most) return { columns, rows: Math.max(1, rows), pitch, bins: Math.max(1, chunks) };
    if (pitch === PITCHES.at(-1)) return share(chunks, columns, most, pitch);
  }
  throw new RangeError('there is no pitch');
}

/** The coordinator puts equally many chunks into each bin, so that there may be fewer of them than room. */
function share(chunks: number, columns: number, most: number, pitch: number): Grid {
  const inEach = Math.ceil(chunks / Math.min(MAX_BINS, columns * most));
  const bins = Math.ceil(chunks / inEach);
  return { columns, rows: Math.ceil(bins / columns), pitch, bins };
}

/** An eighth of it, with `around` in the middle where the ends allow. */
export function zoomIn(window: MapWindow, total: number, around: number): MapWindow {
  return place(around, Math.max(Math.min(LEAST, total), Math.ceil(window.count / ZOOM)), total);
}

export function zoomOut(window: MapWindow, total: number): MapWindow {
  return place(window.first + Math.floor(window.count / 2), Math.min(total, window.count * ZOOM), total);
}

/** One window on or back, without a gap. */
export function turnPage(window: MapWindow, total: number, step: -1 | 1): MapWindow {
  return keepInside(window.first + step * window.count, window.count, total);
}

export const canZoomIn = (window: MapWindow, total: number) => window.count > Math.min(LEAST, total);

const place = (around: number, count: number, total: number) =>
  keepInside(Math.floor(around) - Math.floor(count / 2), count, total);

const keepInside = (first: number, count: number, total: number): MapWindow => ({
  first: Math.max(0, Math.min(first, total - count)),
  count,
});

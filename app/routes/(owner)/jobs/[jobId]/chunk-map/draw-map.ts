// Draws cells of a chunk map on a canvas: what is accepted fills a cell from below, then what is being checked, then what devices have; what failed lies
// on top and is never thinner than can be seen, so that one bad chunk among thousands shows.
import { CHUNK_STATES, type ChunkState } from '#shared/contract/chunk-map.ts';
import type { Grid } from './map-window.ts';
import type { Bin } from './read-map.ts';

export type Colours = Readonly<Record<ChunkState | 'mark', string>>;

const LEAST_FAILED_PX = 3;
const UPWARDS = ['accepted', 'recorded', 'leased'] as const satisfies readonly ChunkState[];

/** The tokens of the theme that holds now. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    pending: token('line'),
    leased: token('warn'),
    recorded: `color-mix(in oklab, ${token('accent')} 50%, ${token('line')})`,
    accepted: token('accent'),
    failed: token('bad'),
    mark: token('ink'),
  };
}

export function drawMap(
  canvas: HTMLCanvasElement,
  bins: readonly Bin[],
  grid: Grid,
  colours: Colours,
  marked: number | null,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const sharpness = window.devicePixelRatio || 1;
  const [width, height] = [grid.columns * grid.pitch, grid.rows * grid.pitch];
  canvas.width = Math.round(width * sharpness);
  canvas.height = Math.round(height * sharpness);
  context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
  context.clearRect(0, 0, width, height);
  const side = grid.pitch - (grid.pitch > 12 ? 3 : 2);
  for (const [i, bin] of bins.entries()) {
    const x = (i % grid.columns) * grid.pitch + 1;
    const y = Math.floor(i / grid.columns) * grid.pitch + 1;
    drawCell(context, bin, x, y, side, colours);
  }
  if (marked === null || marked >= bins.length) return;
  context.strokeStyle = colours.mark;
  context.lineWidth = 2;
  context.strokeRect(
    (marked % grid.columns) * grid.pitch,
    Math.floor(marked / grid.columns) * grid.pitch,
    side + 2,
    side + 2,
  );
}

function drawCell(
  context: CanvasRenderingContext2D,
  { counts }: Bin,
  x: number,
  y: number,
  side: number,
  colours: Colours,
): void {
  const total = CHUNK_STATES.reduce((sum, state) => sum + counts[state], 0);
  context.fillStyle = colours.pending;
  context.fillRect(x, y, side, side);
  if (total === 0) return;
  let from = y + side;
  for (const state of UPWARDS) {
    const share = (counts[state] / total) * side;
    if (share === 0) continue;
    context.fillStyle = colours[state];
    context.fillRect(x, from - share, side, share);
    from -= share;
  }
  if (counts.failed === 0) return;
  context.fillStyle = colours.failed;
  context.fillRect(x, y, side, Math.min(side, Math.max(LEAST_FAILED_PX, (counts.failed / total) * side)));
}

// How much of each pixel outlines cover, 0 to 1, exactly: every edge adds, signed, the area to its right, and a sum along the
// row makes it whole (the way of font-rs). Only + − × ÷ and rounding down, so the same everywhere.
import type { Glyph } from './font.ts';

export interface Cover {
  width: number;
  height: number;
  values: Float64Array;
}

/** A curve is this many lines; enough for letters of a few hundred pixels. */
const CURVE_LINES = 8;

interface At {
  x: number;
  y: number;
}

/** `glyphs` next to one another; `scale` in pixels per unit, the base line `baseline` pixels below the top. */
export function coverGlyphs(
  glyphs: readonly Glyph[],
  scale: number,
  size: { width: number; height: number },
  baseline: number,
): Cover {
  const { width, height } = size;
  // One more than wide: an edge hands on to the pixel right of it.
  const sums = new Float64Array((width + 2) * height);
  let pen = 0;
  for (const { advance, contours } of glyphs) {
    for (const contour of contours) {
      const points = contour.map(({ x, y, on }) => ({ x: pen + x * scale, y: baseline - y * scale, on }));
      drawContour(points, (from, to) => addEdge(sums, width + 2, height, from, to));
    }
    pen += advance * scale;
  }
  const values = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += sums[y * (width + 2) + x] ?? 0;
      values[y * width + x] = Math.min(1, Math.abs(sum));
    }
  }
  return { width, height, values };
}

function drawContour(points: readonly (At & { on: boolean })[], edge: (from: At, to: At) => void): void {
  const middle = (a: At, b: At) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return;
  const start: At = first.on ? first : last.on ? last : middle(first, last);
  let here = start;
  let bend: At | null = null;
  const goTo = (to: At) => {
    if (bend) drawCurve(here, bend, to, edge);
    else edge(here, to);
    here = to;
    bend = null;
  };
  for (const point of points) {
    if (point.on) goTo(point);
    else {
      if (bend) goTo(middle(bend, point));
      bend = point;
    }
  }
  goTo(start);
}

function drawCurve(from: At, bend: At, to: At, edge: (from: At, to: At) => void): void {
  let here = from;
  for (let i = 1; i <= CURVE_LINES; i++) {
    const t = i / CURVE_LINES;
    const s = 1 - t;
    const next = {
      x: s * s * from.x + 2 * s * t * bend.x + t * t * to.x,
      y: s * s * from.y + 2 * s * t * bend.y + t * t * to.y,
    };
    edge(here, next);
    here = next;
  }
}

function addEdge(sums: Float64Array, stride: number, height: number, from: At, to: At): void {
  if (from.y === to.y) return;
  const direction = from.y < to.y ? 1 : -1;
  const [upper, lower] = direction === 1 ? [from, to] : [to, from];
  const slope = (lower.x - upper.x) / (lower.y - upper.y);
  const clamp = (x: number) => Math.max(0, Math.min(stride - 2, x));
  const end = Math.min(height, Math.ceil(lower.y));
  for (let row = Math.max(0, Math.floor(upper.y)); row < end; row++) {
    const [top, bottom] = [Math.max(row, upper.y), Math.min(row + 1, lower.y)];
    const covered = direction * (bottom - top);
    const a = clamp(upper.x + (top - upper.y) * slope);
    const b = clamp(upper.x + (bottom - upper.y) * slope);
    const [left, right] = a < b ? [a, b] : [b, a];
    spread(sums, row * stride, covered, left, right);
  }
}

/** Hands `covered` rows' share to the pixels that an edge from `left` to `right` crosses, as differences along the row. */
function spread(sums: Float64Array, row: number, covered: number, left: number, right: number): void {
  const width = right - left;
  /** The area right of the edge up to `x`. */
  const area = (x: number) => {
    if (x <= left) return 0;
    return x >= right ? x - (left + right) / 2 : ((x - left) * (x - left)) / (2 * width);
  };
  let before = 0;
  for (let x = Math.floor(left); before < 1; x++) {
    const share = area(x + 1) - area(x);
    sums[row + x] = (sums[row + x] ?? 0) + covered * (share - before);
    if (x > right) return;
    before = share;
  }
}

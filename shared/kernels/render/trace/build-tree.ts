// A tree of boxes over the triangles of a scene, cut where the surface area heuristic (MacDonald and Booth, 1990) says, over 16 bins.
// Nothing but comparisons and + - * /, so that every engine builds the same tree.
import type { Rest } from '../scene/read-lines.ts';

export interface Tree {
  /** Six for each node: low x, y, z, high x, y, z. */
  boxes: Float64Array;
  /** Two for each node: the first triangle and how many; none: the left child (the right one follows it). */
  links: Int32Array;
  /** Numbers of triangles, those of a leaf side by side. */
  order: Int32Array;
}

const BINS = 16;
const MOST_IN_LEAF = 4;
/** From here on nodes are halved by number, so that no tree is deeper than a tracer's stack. */
const DEEP = 48;
const TRIANGLES_PER_REST = 60_000;

export async function buildTree(corners: Float64Array, rest: Rest): Promise<Tree> {
  const count = corners.length / 9;
  const bounds = new Float64Array(count * 6);
  for (let i = 0; i < count; i++) boundTriangle(corners, bounds, i);
  await rest(0);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const boxes = new Float64Array(Math.max(1, 2 * count) * 6);
  const links = new Int32Array(Math.max(1, 2 * count) * 2);
  const cut = createCut(bounds, order);
  const pending = [{ box: 0, from: 0, to: count, depth: 0 }];
  let nodes = 1;
  let placed = 0;
  let sinceRest = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { box: node, from, to, depth } = next;
    boxOf(bounds, order, from, to, boxes, node * 6);
    sinceRest += to - from;
    const middle = to - from <= MOST_IN_LEAF ? from : cut(from, to, depth >= DEEP);
    if (middle === from) {
      links[node * 2] = from;
      links[node * 2 + 1] = to - from;
      placed += to - from;
    } else {
      links[node * 2] = nodes;
      pending.push({ box: nodes + 1, from: middle, to, depth: depth + 1 });
      pending.push({ box: nodes, from, to: middle, depth: depth + 1 });
      nodes += 2;
    }
    if (sinceRest < TRIANGLES_PER_REST) continue;
    sinceRest = 0;
    await rest(placed / count);
  }
  return { boxes: boxes.slice(0, nodes * 6), links: links.slice(0, nodes * 2), order };
}

function boundTriangle(corners: Float64Array, bounds: Float64Array, triangle: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const a = corners[triangle * 9 + axis] ?? 0;
    const b = corners[triangle * 9 + 3 + axis] ?? 0;
    const c = corners[triangle * 9 + 6 + axis] ?? 0;
    bounds[triangle * 6 + axis] = Math.min(a, b, c);
    bounds[triangle * 6 + 3 + axis] = Math.max(a, b, c);
  }
}

function boxOf(
  bounds: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  out.fill(Infinity, at, at + 3);
  out.fill(-Infinity, at + 3, at + 6);
  for (let i = from; i < to; i++) grow(out, at, bounds, (order[i] ?? 0) * 6);
}

function grow(box: Float64Array, at: number, other: Float64Array, from: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const low = other[from + axis] ?? 0;
    const high = other[from + 3 + axis] ?? 0;
    if (low < (box[at + axis] ?? 0)) box[at + axis] = low;
    if (high > (box[at + 3 + axis] ?? 0)) box[at + 3 + axis] = high;
  }
}

function areaOf(box: Float64Array, at: number): number {
  const x = (box[at + 3] ?? 0) - (box[at] ?? 0);
  const y = (box[at + 4] ?? 0) - (box[at + 1] ?? 0);
  const z = (box[at + 5] ?? 0) - (box[at + 2] ?? 0);
  return x < 0 ? 0 : x * y + y * z + z * x;
}

/** Puts the triangles [from, to) in two groups and says where the second one begins; `from`: better left together. */
function createCut(bounds: Float64Array, order: Int32Array) {
  const boxes = new Float64Array(BINS * 6);
  const counts = new Int32Array(BINS);
  const running = new Float64Array(6);
  const rightCosts = new Float64Array(BINS);
  const middles = new Float64Array(6);
  const middleOf = (triangle: number, axis: number) =>
    ((bounds[triangle * 6 + axis] ?? 0) + (bounds[triangle * 6 + 3 + axis] ?? 0)) / 2;

  function spanMiddles(from: number, to: number): number {
    middles.fill(Infinity, 0, 3);
    middles.fill(-Infinity, 3, 6);
    for (let i = from; i < to; i++)
      for (let axis = 0; axis < 3; axis++) {
        const at = middleOf(order[i] ?? 0, axis);
        if (at < (middles[axis] ?? 0)) middles[axis] = at;
        if (at > (middles[axis + 3] ?? 0)) middles[axis + 3] = at;
      }
    const wide = (axis: number) => (middles[axis + 3] ?? 0) - (middles[axis] ?? 0);
    const best = wide(1) > wide(0) ? 1 : 0;
    return wide(2) > wide(best) ? 2 : best;
  }

  return (from: number, to: number, halve: boolean): number => {
    const axis = spanMiddles(from, to);
    const low = middles[axis] ?? 0;
    const wide = (middles[axis + 3] ?? 0) - low;
    const half = (from + to) >>> 1;
    // all in one place, or the tree is deep already: any order is as good
    if (!(wide > 0) || halve) return half;
    const scale = BINS / wide;
    const binOf = (triangle: number) =>
      Math.min(BINS - 1, Math.floor((middleOf(triangle, axis) - low) * scale));

    counts.fill(0);
    for (let bin = 0; bin < BINS; bin++) {
      boxes.fill(Infinity, bin * 6, bin * 6 + 3);
      boxes.fill(-Infinity, bin * 6 + 3, bin * 6 + 6);
    }
    for (let i = from; i < to; i++) {
      const triangle = order[i] ?? 0;
      const bin = binOf(triangle);
      counts[bin] = (counts[bin] ?? 0) + 1;
      grow(boxes, bin * 6, bounds, triangle * 6);
    }
    const reset = () => {
      running.fill(Infinity, 0, 3);
      running.fill(-Infinity, 3, 6);
    };
    reset();
    let many = 0;
    for (let bin = BINS - 1; bin > 0; bin--) {
      many += counts[bin] ?? 0;
      grow(running, 0, boxes, bin * 6);
      rightCosts[bin] = many * areaOf(running, 0);
    }
    reset();
    many = 0;
    let [best, bestCost] = [0, Infinity];
    for (let bin = 1; bin < BINS; bin++) {
      many += counts[bin - 1] ?? 0;
      grow(running, 0, boxes, (bin - 1) * 6);
      const cost = many * areaOf(running, 0) + (rightCosts[bin] ?? 0);
      if (many === 0 || many === to - from || cost >= bestCost) continue;
      [best, bestCost] = [bin, cost];
    }
    if (best === 0) return half;
    let end = to;
    for (let i = from; i < end;) {
      const triangle = order[i] ?? 0;
      if (binOf(triangle) < best) {
        i++;
        continue;
      }
      end--;
      order[i] = order[end] ?? 0;
      order[end] = triangle;
    }
    return end;
  };
}

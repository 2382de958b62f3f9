// What a ray meets first, and whether anything lies between two points. Triangles by Möller and Trumbore (1997), spheres one by one.
import type { Scene } from '../scene/scene.ts';
import type { Tree } from './build-tree.ts';

/** Overwritten by each search; numbers only, so that engines keep it flat. */
export interface Hit {
  distance: number;
  /** -1: nothing; from the number of triangles on: a sphere. */
  what: number;
  /** Weights of a triangle's second and third corner. */
  u: number;
  v: number;
}

export interface HitFinder {
  readonly hit: Hit;
  /** Triangles in the order of the tree: this is which one of the scene. */
  readonly order: Int32Array;
  /** Nine numbers each: a corner and two edges, in the order of the tree. */
  readonly edges: Float64Array;
  /** `most`: how far to look. True when something was met; `any`: whatever it is. */
  find(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    least: number,
    most: number,
    any: boolean,
  ): boolean;
}

const STACK = 128;
/** Rounding must not let a ray slip between two boxes (Ize, 2013). */
const WIDER = 1 + 8 * 2 ** -53;

export function createHitFinder(scene: Scene, { boxes, links, order }: Tree): HitFinder {
  const edges = edgesOf(scene.corners, order);
  const count = order.length;
  const spheres = Float64Array.from(scene.spheres.flatMap(({ center, radius }) => [...center, radius]));
  const stack = new Int32Array(STACK);
  const hit: Hit = { distance: Infinity, what: -1, u: 0, v: 0 };

  const find: HitFinder['find'] = (ox, oy, oz, dx, dy, dz, least, most, any) => {
    let nearest = most;
    let what = -1;
    let hitU = 0;
    let hitV = 0;
    for (let s = 0; s < spheres.length; s += 4) {
      const cx = ox - (spheres[s] ?? 0);
      const cy = oy - (spheres[s + 1] ?? 0);
      const cz = oz - (spheres[s + 2] ?? 0);
      const radius = spheres[s + 3] ?? 0;
      const b = cx * dx + cy * dy + cz * dz;
      const root = b * b - (cx * cx + cy * cy + cz * cz - radius * radius);
      if (root <= 0) continue;
      const half = Math.sqrt(root);
      const distance = -b - half > least ? -b - half : -b + half;
      if (distance <= least || distance >= nearest) continue;
      if (any) return true;
      nearest = distance;
      what = count + (s >> 2);
    }
    if (count === 0) {
      hit.distance = nearest;
      hit.what = what;
      return what >= 0;
    }
    const [ix, iy, iz] = [1 / dx, 1 / dy, 1 / dz];
    // which side of a box the ray meets first
    const nx = ix < 0 ? 3 : 0;
    const ny = iy < 0 ? 4 : 1;
    const nz = iz < 0 ? 5 : 2;
    const fx = 3 - nx;
    const fy = 5 - ny;
    const fz = 7 - nz;
    /** Where the ray enters a box, Infinity when it does not. Infinity times zero is no number and decides nothing. */
    const enter = (node: number): number => {
      const at = node * 6;
      let near = least;
      let far = nearest;
      let t = ((boxes[at + nx] ?? 0) - ox) * ix;
      if (t > near) near = t;
      t = ((boxes[at + fx] ?? 0) - ox) * ix * WIDER;
      if (t < far) far = t;
      t = ((boxes[at + ny] ?? 0) - oy) * iy;
      if (t > near) near = t;
      t = ((boxes[at + fy] ?? 0) - oy) * iy * WIDER;
      if (t < far) far = t;
      t = ((boxes[at + nz] ?? 0) - oz) * iz;
      if (t > near) near = t;
      t = ((boxes[at + fz] ?? 0) - oz) * iz * WIDER;
      if (t < far) far = t;
      return near <= far ? near : Infinity;
    };
    let depth = 0;
    let node = enter(0) < Infinity ? 0 : -1;
    while (node >= 0) {
      const first = links[node * 2] ?? 0;
      const many = links[node * 2 + 1] ?? 0;
      if (many > 0) {
        for (let i = first; i < first + many; i++) {
          const e = i * 9;
          const ux = edges[e + 3] ?? 0;
          const uy = edges[e + 4] ?? 0;
          const uz = edges[e + 5] ?? 0;
          const vx = edges[e + 6] ?? 0;
          const vy = edges[e + 7] ?? 0;
          const vz = edges[e + 8] ?? 0;
          const px = dy * vz - dz * vy;
          const py = dz * vx - dx * vz;
          const pz = dx * vy - dy * vx;
          const determinant = ux * px + uy * py + uz * pz;
          if (determinant === 0) continue;
          const inverse = 1 / determinant;
          const tx = ox - (edges[e] ?? 0);
          const ty = oy - (edges[e + 1] ?? 0);
          const tz = oz - (edges[e + 2] ?? 0);
          const u = (tx * px + ty * py + tz * pz) * inverse;
          if (!(u >= 0 && u <= 1)) continue;
          const qx = ty * uz - tz * uy;
          const qy = tz * ux - tx * uz;
          const qz = tx * uy - ty * ux;
          const v = (dx * qx + dy * qy + dz * qz) * inverse;
          if (!(v >= 0 && u + v <= 1)) continue;
          const distance = (vx * qx + vy * qy + vz * qz) * inverse;
          if (!(distance > least && distance < nearest)) continue;
          if (any) return true;
          nearest = distance;
          what = i;
          hitU = u;
          hitV = v;
        }
      } else {
        const left = enter(first);
        const right = enter(first + 1);
        if (left < Infinity || right < Infinity) {
          const leftFirst = left <= right;
          if (left < Infinity && right < Infinity) stack[depth++] = leftFirst ? first + 1 : first;
          node = leftFirst ? first : first + 1;
          continue;
        }
      }
      node = -1;
      while (depth > 0 && node < 0) {
        const next = stack[--depth] ?? 0;
        if (enter(next) < Infinity) node = next;
      }
    }
    hit.distance = nearest;
    hit.what = what;
    hit.u = hitU;
    hit.v = hitV;
    return what >= 0;
  };
  return { hit, order, edges, find };
}

function edgesOf(corners: Float64Array, order: Int32Array): Float64Array {
  const edges = new Float64Array(order.length * 9);
  for (const [i, triangle] of order.entries())
    for (let axis = 0; axis < 3; axis++) {
      const corner = corners[triangle * 9 + axis] ?? 0;
      edges[i * 9 + axis] = corner;
      edges[i * 9 + 3 + axis] = (corners[triangle * 9 + 3 + axis] ?? 0) - corner;
      edges[i * 9 + 6 + axis] = (corners[triangle * 9 + 6 + axis] ?? 0) - corner;
    }
  return edges;
}

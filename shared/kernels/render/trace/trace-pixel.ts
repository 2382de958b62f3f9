// Follows paths of light from the eye through a pixel (Kajiya, 1986). At matt surfaces a lamp is asked directly; what a matt bounce meets of
// lamps by itself is then not counted again. Paths end by Russian roulette from the fourth bounce on, in fairness to the mean.
import type { RenderParams } from '../params.ts';
import { plain, type Scene, type Sphere } from '../scene/scene.ts';
import type { Tree } from './build-tree.ts';
import { placeCamera } from './camera.ts';
import { createHitFinder } from './find-hit.ts';
import { findLamps } from './lamps.ts';
import { createSampler } from './sampler.ts';

/** What a path meets after a matt surface never counts for more: dots of light that a thousand paths would not even out. The only bias there is. */
const MOST_AFTER_MATT = 4;
const FIRST_ROULETTE = 4;
const MOST_SURVIVAL = 0.95;
const NO_MATERIAL = plain('', [0, 0, 0]);
const NO_SPHERE: Sphere = { center: [0, 0, 0], radius: 1, material: 0 };
const SKY = { horizon: [0.75, 0.75, 0.75], top: [0.28, 0.4, 0.7] } as const;
/** Where most of the sky's light comes from: up, to the left, from the front. A wide spot, its colour at the middle. */
const SUN = { toward: [-0.5, 0.7071067811865476, 0.5], color: [2.6, 2.3, 1.9] } as const;

export interface Tracer {
  /** Adds up paths [first, first + count) of a pixel into `sum` (red, green, blue). */
  trace(x: number, y: number, first: number, count: number, sum: Float64Array): void;
  /** Rays asked for since the tracer was made: what a chunk rests by. */
  rays(): number;
}

export function createTracer(scene: Scene, tree: Tree, params: RenderParams): Tracer {
  const { hit, find, order, edges } = createHitFinder(scene, tree);
  const lamps = findLamps(scene, edges, order);
  const lampCount = lamps.which.length;
  const sky = params.sky ?? (lampCount > 0 ? 0 : 1);
  const { eye, forward, right, up } = placeCamera(params, scene.view);
  const sampler = createSampler(params.seed);
  const { materials, materialOf, spheres, normals } = scene;
  const { width, height, bounces } = params;
  /** What is nearer than this is where the ray begins, but for rounding. */
  const tiny = 1e-9 * Math.max(scene.view.radius, ...[...eye, ...scene.view.target].map(Math.abs));
  let rays = 0;
  // a point on the unit sphere, by Marsaglia (1972): no sines
  let [ballX, ballY, ballZ] = [0, 0, 0];
  const drawBall = () => {
    for (;;) {
      const a = 2 * sampler.next() - 1;
      const b = 2 * sampler.next() - 1;
      const s = a * a + b * b;
      if (s >= 1) continue;
      const root = 2 * Math.sqrt(1 - s);
      ballX = a * root;
      ballY = b * root;
      ballZ = 1 - 2 * s;
      return;
    }
  };

  function tracePath(pixel: number, x: number, y: number, sample: number, sum: Float64Array): void {
    sampler.seek(pixel, sample);
    const px = (2 * (x + sampler.next())) / width - 1;
    const py = 1 - (2 * (y + sampler.next())) / height;
    let dx = forward[0] + right[0] * px + up[0] * py;
    let dy = forward[1] + right[1] * px + up[1] * py;
    let dz = forward[2] + right[2] * px + up[2] * py;
    let scale = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
    dx *= scale;
    dy *= scale;
    dz *= scale;
    let [ox, oy, oz] = eye;
    let [tr, tg, tb] = [1, 1, 1];
    let [r, g, b] = [0, 0, 0];
    /** The bounce before, and any. */
    let sawMatt = false;
    let wasMatt = false;

    for (let bounce = 0; ; bounce++) {
      rays++;
      if (!find(ox, oy, oz, dx, dy, dz, tiny, Infinity, false)) {
        const high = dy > 0 ? dy : 0;
        const near = Math.max(0, dx * SUN.toward[0] + dy * SUN.toward[1] + dz * SUN.toward[2]);
        const second = near * near;
        const spot = second * second * second * second;

        const shine = (axis: 0 | 1 | 2) =>
          sky * (SKY.horizon[axis] + (SKY.top[axis] - SKY.horizon[axis]) * high + SUN.color[axis] * spot);
        r += tr * shine(0);
        g += tg * shine(1);
        b += tb * shine(2);
        break;
      }
      const { distance, what, u, v } = hit;
      ox += dx * distance;
      oy += dy * distance;
      oz += dz * distance;
      // the way the surface faces: g… as it is, n… as it is smoothed
      let gx: number, gy: number, gz: number, nx: number, ny: number, nz: number, which: number;
      const isSphere = what >= order.length;
      if (isSphere) {
        const sphere = spheres[what - order.length] ?? NO_SPHERE;
        gx = (ox - sphere.center[0]) / sphere.radius;
        gy = (oy - sphere.center[1]) / sphere.radius;
        gz = (oz - sphere.center[2]) / sphere.radius;
        [nx, ny, nz] = [gx, gy, gz];
        which = sphere.material;
      } else {
        const e = what * 9;
        gx = (edges[e + 4] ?? 0) * (edges[e + 8] ?? 0) - (edges[e + 5] ?? 0) * (edges[e + 7] ?? 0);
        gy = (edges[e + 5] ?? 0) * (edges[e + 6] ?? 0) - (edges[e + 3] ?? 0) * (edges[e + 8] ?? 0);
        gz = (edges[e + 3] ?? 0) * (edges[e + 7] ?? 0) - (edges[e + 4] ?? 0) * (edges[e + 6] ?? 0);
        scale = 1 / Math.sqrt(gx * gx + gy * gy + gz * gz);
        gx *= scale;
        gy *= scale;
        gz *= scale;
        [nx, ny, nz] = [gx, gy, gz];
        which = materialOf[order[what] ?? 0] ?? 0;
        if (normals !== null) {
          const n = (order[what] ?? 0) * 9;
          const w = 1 - u - v;
          const sx = (normals[n] ?? 0) * w + (normals[n + 3] ?? 0) * u + (normals[n + 6] ?? 0) * v;
          const sy = (normals[n + 1] ?? 0) * w + (normals[n + 4] ?? 0) * u + (normals[n + 7] ?? 0) * v;
          const sz = (normals[n + 2] ?? 0) * w + (normals[n + 5] ?? 0) * u + (normals[n + 8] ?? 0) * v;
          const length = sx * sx + sy * sy + sz * sz;
          if (length > 1e-12) {
            scale = 1 / Math.sqrt(length);
            nx = sx * scale;
            ny = sy * scale;
            nz = sz * scale;
            // files wind their triangles either way; their normals point outward
            if (nx * gx + ny * gy + nz * gz < 0) {
              gx = -gx;
              gy = -gy;
              gz = -gz;
            }
          }
        }
      }
      const isInside = gx * dx + gy * dy + gz * dz > 0;
      if (isInside) {
        gx = -gx;
        gy = -gy;
        gz = -gz;
        nx = -nx;
        ny = -ny;
        nz = -nz;
      }
      const material = materials[which] ?? NO_MATERIAL;
      const { color, emission, kind } = material;
      if (!sawMatt || isSphere) {
        const most = wasMatt ? MOST_AFTER_MATT : Infinity;
        r += Math.min(most, tr * emission[0]);
        g += Math.min(most, tg * emission[1]);
        b += Math.min(most, tb * emission[2]);
      }
      if (bounce === bounces) break;
      let facing = -(nx * dx + ny * dy + nz * dz);
      if (facing <= 0) {
        // a smoothed surface seen from behind: take it as it is
        [nx, ny, nz] = [gx, gy, gz];
        facing = -(nx * dx + ny * dy + nz * dz);
      }
      const grazing = 1 - facing;
      const fifth = grazing * grazing * grazing * grazing * grazing;

      if (kind === 'glass') {
        const ratio = isInside ? material.refraction : 1 / material.refraction;
        const sine = ratio * ratio * (1 - facing * facing);
        let reflected = 1;
        let inner = 0;
        if (sine < 1) {
          inner = Math.sqrt(1 - sine);
          const parallel = (facing - ratio * inner) / (facing + ratio * inner);
          const across = (ratio * facing - inner) / (ratio * facing + inner);
          reflected = (parallel * parallel + across * across) / 2;
        }
        if (sampler.next() < reflected) {
          dx += 2 * facing * nx;
          dy += 2 * facing * ny;
          dz += 2 * facing * nz;
        } else {
          const along = ratio * facing - inner;
          dx = ratio * dx + along * nx;
          dy = ratio * dy + along * ny;
          dz = ratio * dz + along * nz;
          tr *= color[0];
          tg *= color[1];
          tb *= color[2];
        }
        sawMatt = false;
      } else if (kind === 'metal' || (kind === 'coat' && sampler.next() < 0.04 + 0.96 * fifth)) {
        dx += 2 * facing * nx;
        dy += 2 * facing * ny;
        dz += 2 * facing * nz;
        if (material.roughness > 0) {
          drawBall();
          dx += material.roughness * ballX;
          dy += material.roughness * ballY;
          dz += material.roughness * ballZ;
        }
        if (dx * gx + dy * gy + dz * gz <= 0) break;
        if (kind === 'metal') {
          tr *= color[0] + (1 - color[0]) * fifth;
          tg *= color[1] + (1 - color[1]) * fifth;
          tb *= color[2] + (1 - color[2]) * fifth;
        }
        sawMatt = false;
      } else {
        tr *= color[0];
        tg *= color[1];
        tb *= color[2];
        if (lampCount > 0) {
          const lamp = lamps.pick(sampler.next());
          const lampTriangle = lamps.which[lamp] ?? 0;
          const e = lampTriangle * 9;
          // an even point of a triangle (Turk, 1990)
          const root = Math.sqrt(sampler.next());
          const second = sampler.next() * root;
          const first = 1 - root;
          let lx = (edges[e] ?? 0) + (edges[e + 3] ?? 0) * first + (edges[e + 6] ?? 0) * second - ox;
          let ly = (edges[e + 1] ?? 0) + (edges[e + 4] ?? 0) * first + (edges[e + 7] ?? 0) * second - oy;
          let lz = (edges[e + 2] ?? 0) + (edges[e + 5] ?? 0) * first + (edges[e + 8] ?? 0) * second - oz;
          const square = lx * lx + ly * ly + lz * lz;
          const far = Math.sqrt(square);
          if (far > 2 * tiny) {
            lx /= far;
            ly /= far;
            lz /= far;
            const here = lx * nx + ly * ny + lz * nz;
            let cx = (edges[e + 4] ?? 0) * (edges[e + 8] ?? 0) - (edges[e + 5] ?? 0) * (edges[e + 7] ?? 0);
            let cy = (edges[e + 5] ?? 0) * (edges[e + 6] ?? 0) - (edges[e + 3] ?? 0) * (edges[e + 8] ?? 0);
            let cz = (edges[e + 3] ?? 0) * (edges[e + 7] ?? 0) - (edges[e + 4] ?? 0) * (edges[e + 6] ?? 0);
            scale = 1 / Math.sqrt(cx * cx + cy * cy + cz * cz);
            cx *= scale;
            cy *= scale;
            cz *= scale;
            const there = Math.abs(lx * cx + ly * cy + lz * cz);
            if (here > 0 && there > 0 && lx * gx + ly * gy + lz * gz > 0) {
              rays++;
              if (!find(ox, oy, oz, lx, ly, lz, tiny, far * (1 - 1e-9) - tiny, true)) {
                const { emission: given } =
                  materials[materialOf[order[lampTriangle] ?? 0] ?? 0] ?? NO_MATERIAL;
                const share = (here * there) / (square * Math.PI * (lamps.density[lamp] ?? 0));
                r += tr * given[0] * share;
                g += tg * given[1] * share;
                b += tb * given[2] * share;
              }
            }
          }
        }
        // a point on the sphere that touches the surface: more light the steeper, by Lambert
        drawBall();
        dx = nx + ballX;
        dy = ny + ballY;
        dz = nz + ballZ;
        if (dx * gx + dy * gy + dz * gz <= 0) break;
        sawMatt = true;
        wasMatt = true;
      }
      scale = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
      dx *= scale;
      dy *= scale;
      dz *= scale;
      if (bounce < FIRST_ROULETTE) {
        if (tr + tg + tb === 0) break;
        continue;
      }
      const survival = Math.min(MOST_SURVIVAL, Math.max(tr, tg, tb));
      if (sampler.next() >= survival) break;
      tr /= survival;
      tg /= survival;
      tb /= survival;
    }
    sum[0] = (sum[0] ?? 0) + r;
    sum[1] = (sum[1] ?? 0) + g;
    sum[2] = (sum[2] ?? 0) + b;
  }

  return {
    trace(x, y, first, count, sum) {
      for (let i = 0; i < count; i++) tracePath(y * width + x, x, y, first + i, sum);
    },
    rays: () => rays,
  };
}

// The triangles that shine: one is picked by its power, and a point on it, to ask directly how much light comes from there.
import type { Scene } from '../scene/scene.ts';

export interface Lamps {
  /** Of triangles in the order of the tree. */
  readonly which: Int32Array;
  /** Running sums of the chances to be picked, up to 1. */
  readonly sums: Float64Array;
  /** Chance of a point, for each unit of area, by lamp. */
  readonly density: Float64Array;
  pick(random: number): number;
}

export function findLamps(scene: Scene, edges: Float64Array, order: Int32Array): Lamps {
  const which: number[] = [];
  const powers: number[] = [];
  const areas: number[] = [];
  for (const [i, triangle] of order.entries()) {
    const [r, g, b] = scene.materials[scene.materialOf[triangle] ?? 0]?.emission ?? [0, 0, 0];
    if (r + g + b === 0) continue;
    const [ux = 0, uy = 0, uz = 0, vx = 0, vy = 0, vz = 0] = edges.subarray(i * 9 + 3, i * 9 + 9);
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const area = Math.sqrt(x * x + y * y + z * z) / 2;
    if (area === 0) continue;
    which.push(i);
    areas.push(area);
    powers.push(area * (r + g + b));
  }
  const total = powers.reduce((sum, power) => sum + power, 0);
  let sum = 0;
  const sums = Float64Array.from(powers, (power) => (sum += power / total));
  return {
    which: Int32Array.from(which),
    sums,
    density: Float64Array.from(powers, (power, i) => power / total / (areas[i] ?? 1)),
    pick(random) {
      let low = 0;
      let high = sums.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sums[middle] ?? 1) > random) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}

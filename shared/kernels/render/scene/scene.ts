// A scene in memory: triangles, a few spheres, what they are made of, and from where to look at them unless somebody says otherwise.

export type Vector = readonly [number, number, number];

export interface Material {
  name: string;
  /** `coat`: diffuse under a clear layer. */
  kind: 'diffuse' | 'coat' | 'metal' | 'glass';
  color: Vector;
  /** Light given off; 1 is white. */
  emission: Vector;
  /** 0: a mirror. */
  roughness: number;
  /** Index of refraction. */
  refraction: number;
}

export interface Sphere {
  center: Vector;
  radius: number;
  material: number;
}

export interface View {
  target: Vector;
  /** Of what should be seen whole, around `target`. */
  radius: number;
  /** How far away the eye is; null: as far as `radius` needs. */
  distance: number | null;
  /** Degrees. */
  turn: number;
  tilt: number;
}

export interface Scene {
  /** Nine numbers for each triangle. */
  corners: Float64Array;
  /** Nine for each triangle, zeros where it is flat; null: all are. */
  normals: Float32Array | null;
  materialOf: Uint16Array;
  materials: readonly Material[];
  spheres: readonly Sphere[];
  view: View;
}

/** What files may say wrongly; `describe.ts` makes it an error of the job. */
export class SceneError extends Error {
  constructor(file: string, line: number | null, why: string) {
    super(`the file ${JSON.stringify(file)}${line === null ? '' : `, line ${line}`}: ${why}`);
    this.name = 'SceneError';
  }
}

export const plain = (name: string, color: Vector): Material => ({
  name,
  kind: 'diffuse',
  color,
  emission: [0, 0, 0],
  roughness: 0,
  refraction: 1.5,
});

/** The middle and the radius of what the corners span. */
export function spanOf(corners: Float64Array): { middle: Vector; radius: number; low: Vector } {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < corners.length; i++) {
    const value = corners[i] ?? 0;
    const axis = i % 3;
    if (value < (low[axis] ?? 0)) low[axis] = value;
    if (value > (high[axis] ?? 0)) high[axis] = value;
  }
  const [x0 = 0, y0 = 0, z0 = 0] = low;
  const [x1 = 0, y1 = 0, z1 = 0] = high;
  const [dx, dy, dz] = [x1 - x0, y1 - y0, z1 - z0];
  return {
    middle: [(x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2],
    radius: Math.sqrt(dx * dx + dy * dy + dz * dz) / 2,
    low: [x0, y0, z0],
  };
}

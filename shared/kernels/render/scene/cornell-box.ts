// The scene of a job without files: the room of Cornell University (Goral and others, 1984) with a lamp, a block, a gem and three balls.
import { type Material, plain, type Scene, type Vector } from './scene.ts';

const WHITE = 0;
const RED = 1;
const GREEN = 2;
const LAMP = 3;
const GOLD = 4;
const GLASS = 5;
const BLUE = 6;
const SILVER = 7;

const materials: Material[] = [
  plain('white', [0.73, 0.73, 0.73]),
  plain('red', [0.63, 0.06, 0.05]),
  plain('green', [0.14, 0.45, 0.09]),
  { ...plain('lamp', [0, 0, 0]), emission: [8.5, 7.2, 5.6] },
  { ...plain('gold', [1, 0.71, 0.29]), kind: 'metal', roughness: 0.12 },
  { ...plain('glass', [0.98, 1, 0.99]), kind: 'glass' },
  { ...plain('blue', [0.05, 0.16, 0.5]), kind: 'coat' },
  { ...plain('silver', [0.95, 0.95, 0.95]), kind: 'metal' },
];

export function cornellBox(): Scene {
  const corners: number[] = [];
  const materialOf: number[] = [];
  const quad = (material: number, a: Vector, b: Vector, c: Vector, d: Vector) => {
    corners.push(...a, ...b, ...c, ...a, ...c, ...d);
    materialOf.push(material, material);
  };
  // the room goes on behind the eye, so that mirrors have something to show
  const end = 4;
  quad(WHITE, [-1, -1, end], [1, -1, end], [1, -1, -1], [-1, -1, -1]);
  quad(WHITE, [-1, 1, -1], [1, 1, -1], [1, 1, end], [-1, 1, end]);
  quad(WHITE, [-1, -1, -1], [1, -1, -1], [1, 1, -1], [-1, 1, -1]);
  quad(WHITE, [1, -1, end], [-1, -1, end], [-1, 1, end], [1, 1, end]);
  quad(RED, [-1, -1, end], [-1, -1, -1], [-1, 1, -1], [-1, 1, end]);
  quad(GREEN, [1, -1, -1], [1, -1, end], [1, 1, end], [1, 1, -1]);
  const [side, ceiling] = [0.45, 0.998];
  quad(LAMP, [-side, ceiling, -side], [side, ceiling, -side], [side, ceiling, side], [-side, ceiling, side]);
  addBlock(quad);
  addGem((a, b, c) => {
    corners.push(...a, ...b, ...c);
    materialOf.push(BLUE);
  });
  return {
    corners: Float64Array.from(corners),
    normals: null,
    materialOf: Uint16Array.from(materialOf),
    materials,
    spheres: [
      { center: [-0.42, -0.68, 0.3], radius: 0.32, material: GOLD },
      { center: [0.45, -0.64, 0.28], radius: 0.36, material: GLASS },
      { center: [-0.32, 0.37, -0.4], radius: 0.22, material: SILVER },
    ],
    view: { target: [0, 0, 0], radius: 1, distance: 3.6, turn: 0, tilt: 0 },
  };
}

/** A tall white block, turned a little, without its bottom. */
function addBlock(quad: (material: number, a: Vector, b: Vector, c: Vector, d: Vector) => void): void {
  const [x, z, top] = [-0.32, -0.4, 0.15];
  const [long, short] = [0.3, 0.13];
  const around: [number, number][] = [
    [x - long, z - short],
    [x - short, z + long],
    [x + long, z + short],
    [x + short, z - long],
  ];
  const at = (i: number, y: number): Vector => [around[i % 4]?.[0] ?? 0, y, around[i % 4]?.[1] ?? 0];
  for (let i = 0; i < 4; i++) quad(WHITE, at(i, -1), at(i + 1, -1), at(i + 1, top), at(i, top));
  quad(WHITE, at(0, top), at(1, top), at(2, top), at(3, top));
}

/** An octahedron that stands on its point. */
function addGem(triangle: (a: Vector, b: Vector, c: Vector) => void): void {
  const [x, y, z, side, height] = [0.42, -0.62, -0.5, 0.3, 0.38];
  const around: Vector[] = [
    [x - side, y, z],
    [x, y, z + side],
    [x + side, y, z],
    [x, y, z - side],
  ];
  for (const [i, from] of around.entries()) {
    const to = around[(i + 1) % 4] ?? from;
    triangle(from, to, [x, y + height, z]);
    triangle(to, from, [x, y - height, z]);
  }
}

// Materials from an MTL file: colour (Kd), shine (Ks, Ns), emission (Ke), glass (d, Tr, Ni, illum) and the metalness and roughness
// of physically based exporters (Pm, Pr). Pictures on surfaces (map_…) are left out.
import { readLines, readNumber, type Rest, type SceneFile } from './read-lines.ts';
import { type Material, SceneError, type Vector } from './scene.ts';

interface Entries {
  Kd: Vector;
  Ks: Vector;
  Ke: Vector;
  Ns: number;
  Ni: number;
  opaque: number;
  illum: number;
  Pm: number | null;
  Pr: number | null;
}

const UNIT = [0, 1] as const;
const LIGHT = [0, 1e6] as const;
const GLASS = new Set([4, 6, 7, 9]);
const MIRROR = new Set([3, 5, 8]);

const nothing = (): Entries => ({
  Kd: [0.6, 0.6, 0.6],
  Ks: [0, 0, 0],
  Ke: [0, 0, 0],
  Ns: 0,
  Ni: 1.5,
  opaque: 1,
  illum: 2,
  Pm: null,
  Pr: null,
});

export async function readMtl(file: SceneFile, rest: Rest): Promise<Material[]> {
  const materials: Material[] = [];
  let open: { name: string; entries: Entries } | null = null;
  const finish = () => {
    if (open) materials.push(materialOf(open.name, open.entries));
  };
  await readLines(
    file,
    ([key = '', ...words], line) => {
      if (key === 'newmtl') {
        finish();
        if (words.length === 0) throw new SceneError(file.name, line, 'newmtl without a name');
        open = { name: words.join(' '), entries: nothing() };
        return;
      }
      const one = (bounds: readonly [number, number]) => readNumber(words[0], bounds, file.name, line);
      const color = (bounds: readonly [number, number]): Vector => {
        // "Kd 0.5" stands for "Kd 0.5 0.5 0.5"
        const [r, g = r, b = r] = words;
        return [
          readNumber(r, bounds, file.name, line),
          readNumber(g, bounds, file.name, line),
          readNumber(b, bounds, file.name, line),
        ];
      };
      const entry = entryOf(key, one, color);
      if (entry === null) return;
      if (!open) throw new SceneError(file.name, line, `${key} stands before the first newmtl`);
      Object.assign(open.entries, entry);
    },
    rest,
  );
  finish();
  return materials;
}

type Bounds = readonly [number, number];

/** null: not one of those that matter here. */
function entryOf(
  key: string,
  one: (bounds: Bounds) => number,
  color: (bounds: Bounds) => Vector,
): Partial<Entries> | null {
  switch (key) {
    case 'Kd':
      return { Kd: color(UNIT) };
    case 'Ks':
      return { Ks: color(UNIT) };
    case 'Ke':
      return { Ke: color(LIGHT) };
    case 'Ns':
      return { Ns: one([0, 1e6]) };
    case 'Ni':
      return { Ni: one([0.001, 10]) };
    case 'd':
      return { opaque: one(UNIT) };
    case 'Tr':
      return { opaque: 1 - one(UNIT) };
    case 'illum':
      return { illum: one([0, 10]) };
    case 'Pm':
      return { Pm: one(UNIT) };
    case 'Pr':
      return { Pr: one(UNIT) };
    default:
      return null;
  }
}

function materialOf(name: string, { Kd, Ks, Ke, Ns, Ni, opaque, illum, Pm, Pr }: Entries): Material {
  const roughness = Pr ?? (Ns > 0 ? Math.sqrt(2 / (Ns + 2)) : 0);
  const shared = { name, emission: Ke, roughness: roughness < 0.03 ? 0 : roughness, refraction: Ni };
  const shines = Math.max(...Ks) > 0;
  if (opaque < 0.5 || GLASS.has(illum))
    return { ...shared, kind: 'glass', color: Math.max(...Kd) > 0 ? Kd : [1, 1, 1] };
  if (Pm !== null && Pm >= 0.5) return { ...shared, kind: 'metal', color: Kd };
  if (MIRROR.has(illum) && shines) return { ...shared, kind: 'metal', color: Ks };
  return { ...shared, kind: shines || (Pr !== null && Pr < 0.5) ? 'coat' : 'diffuse', color: Kd };
}

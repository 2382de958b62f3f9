// Triangles from an OBJ file: corners, normals, faces of any number of corners (cut into a fan), and which material each has. Names,
// groups, lines, points and places on pictures are left out.
import { MOST_COORDINATE, MOST_TRIANGLES } from '../limits.ts';
import { Numbers } from './grow.ts';
import { readLines, readNumber, type Rest, type SceneFile } from './read-lines.ts';
import { SceneError } from './scene.ts';

export interface ObjMaterials {
  /** The number of a material; null: there is none of that name. */
  find(name: string): number | null;
  hasFile(name: string): boolean;
  /** Of faces before the first `usemtl`. */
  usual: number;
}

export interface Triangles {
  corners: Float64Array;
  normals: Float32Array | null;
  materialOf: Uint16Array;
}

const BOUNDS = [-MOST_COORDINATE, MOST_COORDINATE] as const;

export async function readObj(file: SceneFile, materials: ObjMaterials, rest: Rest): Promise<Triangles> {
  const places = new Numbers();
  const directions = new Numbers();
  const corners = new Numbers();
  const normals = new Numbers();
  const materialOf: number[] = [];
  let material = materials.usual;
  let hasNormals = false;

  const take3 = (list: Numbers, words: string[], line: number) =>
    list.push3(
      readNumber(words[1], BOUNDS, file.name, line),
      readNumber(words[2], BOUNDS, file.name, line),
      readNumber(words[3], BOUNDS, file.name, line),
    );

  /** Where the element that a face names begins in its list. */
  const find = (list: Numbers, word: string, what: string, line: number): number => {
    const count = list.length / 3;
    const number = Number(word);
    const index = number < 0 ? count + number : number - 1;
    if (Number.isInteger(number) && index >= 0 && index < count) return index * 3;
    throw new SceneError(
      file.name,
      line,
      `a face names ${what} ${JSON.stringify(word)}, and there are ${count} so far`,
    );
  };

  const addFace = (words: string[], line: number) => {
    if (words.length < 4) throw new SceneError(file.name, line, 'a face has at least three corners');
    const at: number[] = [];
    const facing: (number | null)[] = [];
    for (let i = 1; i < words.length; i++) {
      const [place = '', , direction = ''] = (words[i] ?? '').split('/');
      at.push(find(places, place, 'corner', line));
      facing.push(direction === '' ? null : find(directions, direction, 'normal', line));
    }
    for (let i = 2; i < at.length; i++) {
      if (materialOf.length === MOST_TRIANGLES)
        throw new SceneError(file.name, line, `a scene has at most ${MOST_TRIANGLES} triangles`);
      if (isThin(places, at[0] ?? 0, at[i - 1] ?? 0, at[i] ?? 0)) continue;
      for (const corner of [0, i - 1, i]) {
        const from = at[corner] ?? 0;
        corners.push3(places.at(from), places.at(from + 1), places.at(from + 2));
        const toward = facing[corner] ?? null;
        if (toward === null) normals.push3(0, 0, 0);
        else {
          hasNormals = true;
          normals.push3(directions.at(toward), directions.at(toward + 1), directions.at(toward + 2));
        }
      }
      materialOf.push(material);
    }
  };

  await readLines(
    file,
    (words, line) => {
      switch (words[0]) {
        case 'v':
          return take3(places, words, line);
        case 'vn':
          return take3(directions, words, line);
        case 'f':
          return addFace(words, line);
        case 'usemtl': {
          const name = words.slice(1).join(' ');
          const found = materials.find(name);
          if (found === null)
            throw new SceneError(
              file.name,
              line,
              `there is no material ${JSON.stringify(name)} in the .mtl files`,
            );
          material = found;
          return undefined;
        }
        case 'mtllib': {
          const name = words.slice(1).join(' ');
          if (!materials.hasFile(name))
            throw new SceneError(
              file.name,
              line,
              `it needs ${JSON.stringify(name)}, which is not among the files; add it`,
            );
          return undefined;
        }
        default:
          return undefined;
      }
    },
    rest,
  );
  if (materialOf.length === 0) throw new SceneError(file.name, null, 'it has no faces; it may be cut short');
  return {
    corners: corners.values(),
    normals: hasNormals ? Float32Array.from(normals.values()) : null,
    materialOf: Uint16Array.from(materialOf),
  };
}

/** Whether three corners lie on a line: such a triangle is not seen, and faces nowhere. */
function isThin(places: Numbers, a: number, b: number, c: number): boolean {
  const edge = (to: number, axis: number) => places.at(to + axis) - places.at(a + axis);
  const [ux, uy, uz] = [edge(b, 0), edge(b, 1), edge(b, 2)];
  const [vx, vy, vz] = [edge(c, 0), edge(c, 1), edge(c, 2)];
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  return !(x * x + y * y + z * z > 0);
}

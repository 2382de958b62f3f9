// A scene from its files: exactly one .obj, and the .mtl files that it names.
import { MOST_MATERIALS, MOST_SCENE_BYTES } from '../limits.ts';
import type { Rest, SceneFile } from './read-lines.ts';
import { readMtl } from './read-mtl.ts';
import { readObj } from './read-obj.ts';
import { type Material, plain, type Scene, SceneError, spanOf } from './scene.ts';

const baseName = (path: string) => path.split(/[/\\]/).at(-1)?.toLowerCase() ?? '';

/** @throws SceneError naming the file, the line and why. */
export async function openScene(files: readonly SceneFile[], rest: Rest): Promise<Scene> {
  const models = files.filter(({ name }) => /\.obj$/i.test(name));
  const libraries = files.filter(({ name }) => /\.mtl$/i.test(name));
  const [model, second] = models;
  const other = files.find((file) => !models.includes(file) && !libraries.includes(file));
  if (other)
    throw new SceneError(other.name, null, 'a scene is one .obj file and its .mtl files; leave this one out');
  if (!model)
    throw new SceneError(files[0]?.name ?? '', null, 'there is no .obj file beside it; add the scene');
  if (second)
    throw new SceneError(
      second.name,
      null,
      `a job renders one scene, and ${model.name} is one; leave one out`,
    );
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > MOST_SCENE_BYTES)
    throw new SceneError(model.name, null, `a scene has at most ${MOST_SCENE_BYTES >> 20} MiB`);

  const materials: Material[] = [plain('', [0.6, 0.6, 0.6])];
  for (const library of libraries) {
    materials.push(...(await readMtl(library, () => rest(0))));
    if (materials.length > MOST_MATERIALS)
      throw new SceneError(library.name, null, `a scene has at most ${MOST_MATERIALS} materials`);
  }
  const byName = new Map(materials.map(({ name }, i) => [name, i]));
  const libraryNames = new Set(libraries.map(({ name }) => baseName(name)));
  const triangles = await readObj(
    model,
    {
      find: (name) => byName.get(name) ?? null,
      hasFile: (name) => libraryNames.has(baseName(name)),
      usual: 0,
    },
    rest,
  );
  const { middle, radius } = spanOf(triangles.corners);
  if (radius === 0) throw new SceneError(model.name, null, 'all of its corners lie in one place');
  return {
    ...triangles,
    materials,
    spheres: [],
    view: { target: middle, radius, distance: null, turn: 30, tilt: 15 },
  };
}

const FLOOR_SIDE = 40;

/** The scene with a large floor right below its lowest corner. */
export function withFloor(scene: Scene): Scene {
  const { middle, radius, low } = spanOf(scene.corners);
  const [x, , z] = middle;
  const y = low[1] - radius * 1e-4;
  const far = radius * FLOOR_SIDE;
  const corners = new Float64Array(scene.corners.length + 18);
  corners.set(scene.corners);
  // prettier-ignore
  corners.set([
    x - far, y, z - far,  x - far, y, z + far,  x + far, y, z + far,
    x - far, y, z - far,  x + far, y, z + far,  x + far, y, z - far,
  ], scene.corners.length);
  const materials = [...scene.materials, plain('floor', [0.45, 0.45, 0.45])];
  const materialOf = new Uint16Array(scene.materialOf.length + 2).fill(materials.length - 1);
  materialOf.set(scene.materialOf);
  const normals = scene.normals && new Float32Array(corners.length);
  normals?.set(scene.normals ?? []);
  return { ...scene, corners, normals, materialOf, materials };
}

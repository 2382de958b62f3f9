// The tracer of a chunk. The scene and its tree are read and built once and kept with the thread, for the chunks of one job only.
import type { RenderArgs, RenderParams } from '../params.ts';
import { cornellBox } from '../scene/cornell-box.ts';
import { openScene, withFloor } from '../scene/open-scene.ts';
import type { Rest, SceneFile } from '../scene/read-lines.ts';
import type { Scene } from '../scene/scene.ts';
import { buildTree, type Tree } from './build-tree.ts';
import { createTracer, type Tracer } from './trace-pixel.ts';

type Read = (offset: number, length: number) => Promise<Uint8Array>;

export interface TracerSource {
  params: RenderParams;
  /** null: the scene that comes with Covey. */
  args: RenderArgs | null;
  read: Read;
  rest: Rest;
}

interface Opened {
  scene: Scene;
  tree: Tree;
}

/** One for each thread. Holds the last scene and its tracer: chunks of another job put theirs in their place. */
export function createTracerCache(): (source: TracerSource) => Promise<Tracer> {
  const held = new Map<string, Opened>();
  const ready: { asked: string; tracer: Tracer | null } = { asked: '', tracer: null };
  return async ({ params, args, read, rest }) => {
    const key = args === null ? 'built in' : `${args.key} ${params.floor}`;
    const asked = `${key} ${JSON.stringify(params)}`;
    if (ready.tracer && ready.asked === asked) return ready.tracer;
    let opened = held.get(key);
    if (!opened) {
      ready.tracer = null;
      held.clear();
      opened = await open(params, args, read, rest);
      held.set(key, opened);
    }
    ready.tracer = createTracer(opened.scene, opened.tree, params);
    ready.asked = asked;
    return ready.tracer;
  };
}

async function open(
  { floor }: RenderParams,
  args: RenderArgs | null,
  read: Read,
  rest: Rest,
): Promise<Opened> {
  const given =
    args === null ? cornellBox() : await openScene(filesOf(args, read), (share) => rest(share / 2));
  const scene = floor && args !== null ? withFloor(given) : given;
  return { scene, tree: await buildTree(scene.corners, (share) => rest(0.5 + share / 2)) };
}

function filesOf({ files }: RenderArgs, read: Read): SceneFile[] {
  let start = 0;
  return files.map(({ name, size }) => {
    const at = start;
    start += size;
    return { name, size, read: (offset, length) => read(at + offset, length) };
  });
}

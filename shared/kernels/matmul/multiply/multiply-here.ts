// Multiplies the blocks of one thread by the best way it has, and by the next best when that one fails, within the same
// block. What a GPU says is believed only after Freivalds' check; a GPU that was lost or wrong is opened anew, asked for
// the known answer again, and given up after the third time. At most one panel of B is held, on the GPU or off it.
import { loadCheckModule, type CheckModule, type Matrix } from '../check/check-module.ts';
import { ACCEPTED_SCORE, makeShadow, scoreRows, type Shadow } from '../check/freivalds.ts';
import { openGpu, type GpuDoor, type OpenGpu } from '../gpu/open-gpu.ts';
import { tuneGpu } from '../gpu/tune-gpu.ts';
import { once } from '../../once.ts';
import { mix } from '../../probe/mix.ts';
import { chooseCpu } from './choose-cpu.ts';
import type { Multiplier, Rest } from './multiplier.ts';

const MOST_GPU_FAILURES = 3;
/** Sides of the product that a GPU is timed with: large enough to be worth its while; small for software. */
const GPU_SIDE = 512;
const SOFTWARE_SIDE = 64;

export interface BlockTask {
  a: Matrix;
  /** Told apart by their key; a panel that is held is not loaded again. */
  bKey: string;
  loadB(): Promise<Matrix>;
}

export interface MultipliedBlock {
  values: Float32Array;
  by: Multiplier['name'];
}

export type MultiplyHere = (task: BlockTask, rest: Rest) => Promise<MultipliedBlock>;

export interface Surroundings {
  door: GpuDoor;
  /** ms. Decides only which way is taken and how much at a time, never what comes out. */
  now(): number;
}

interface Gpu {
  open: OpenGpu;
  multiplier: Multiplier;
  module: CheckModule;
  /** Of the panel held; null where it has numbers that are not finite, which WGSL does not promise to keep. */
  held: { key: string; shadow: Shadow | null } | null;
}

export function createMultiplyHere({ door, now }: Surroundings): MultiplyHere {
  const cpu = once(() => chooseCpu(now));
  const held: { key: string | null } = { key: null };
  let gpu: Gpu | null = null;
  let gpuFailures = 0;
  let isWithoutGpu = door.gpu === undefined;

  /** A GPU that is there, right and faster than the CPU. */
  async function findGpu(): Promise<Gpu | null> {
    if (gpu || isWithoutGpu) return gpu;
    const module = await loadCheckModule().catch(() => null);
    const open = module && (await openGpu(door));
    const tuned = open && (await tuneGpu(open, door.allowSoftware ? SOFTWARE_SIDE : GPU_SIDE, now));
    if (tuned && (door.allowSoftware || tuned.speed > (await cpu()).speed))
      gpu = { open, multiplier: tuned.multiplier, module, held: null };
    else {
      isWithoutGpu = true;
      tuned?.multiplier.close();
      open?.device.destroy();
    }
    return gpu;
  }

  function dropGpu({ open, multiplier }: Gpu): void {
    gpu = null;
    gpuFailures++;
    if (gpuFailures >= MOST_GPU_FAILURES) isWithoutGpu = true;
    multiplier.close();
    open.device.destroy();
  }

  /** null: the CPU has to do it. `keep` is told of a panel that had to be loaded. */
  async function tryGpu(
    task: BlockTask,
    rest: Rest,
    keep: (b: Matrix) => void,
  ): Promise<Float32Array | null> {
    const found = await findGpu();
    if (!found || !isFinite(task.a)) return null;
    const isHeld = found.held?.key === task.bKey;
    const b = isHeld ? null : await task.loadB();
    if (b) keep(b);
    try {
      if (b) {
        const shadow = isFinite(b) ? makeShadow(found.module, b, countedBits()) : null;
        found.held = { key: task.bKey, shadow };
        if (shadow) await found.multiplier.hold(b, rest);
      }
      const shadow = found.held?.shadow;
      if (!shadow) return null;
      const values = await found.multiplier.multiply(task.a, rest);
      const c = { values, rows: task.a.rows, columns: shadow.r[0].length };
      const { scores } = scoreRows(found.module, shadow, task.a, c);
      if (scores.every((score) => score <= ACCEPTED_SCORE)) return values;
    } catch {
      // Lost, out of memory or out of order: what to do about it is the same.
    }
    dropGpu(found);
    return null;
  }

  async function onCpu(task: BlockTask, rest: Rest, loaded: Matrix | null): Promise<MultipliedBlock> {
    const { multipliers } = await cpu();
    for (;;) {
      const [multiplier] = multipliers;
      if (!multiplier) throw new Error('this thread can multiply in no way');
      const b = held.key === task.bKey ? null : (loaded ?? (await task.loadB()));
      try {
        if (b) {
          held.key = null;
          await multiplier.hold(b, rest);
          held.key = task.bKey;
        }
        return { values: await multiplier.multiply(task.a, rest), by: multiplier.name };
      } catch (error) {
        // Its memory may have run out; the next one has its own.
        if (multipliers.length === 1) throw error;
        multipliers.shift()?.close();
        held.key = null;
      }
    }
  }

  return async (task, rest) => {
    let loaded: Matrix | null = null;
    const values = await tryGpu(task, rest, (b) => (loaded = b));
    return values ? { values, by: 'webgpu' } : onCpu(task, rest, loaded);
  };
}

function isFinite({ values }: Matrix): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Bits for a check of one's own GPU: it does not plot, so they need not be secret, only without a pattern. */
function countedBits(): () => boolean {
  let count = 0;
  return () => (mix(Math.imul(++count, 0x9e3779b9)) & 1) === 1;
}

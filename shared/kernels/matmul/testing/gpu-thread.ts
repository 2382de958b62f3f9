// What a compute thread does in the test of WebGPU: every tile shape against a plain product, and each way in which a GPU
// can fail a block. Built into one script by the test and run in the sandbox; answers with one report on its port.
import type { Matrix } from '../check/check-module.ts';
import { openGpuMultiplier } from '../gpu/gpu-multiplier.ts';
import { gpuDoor, openGpu, type GpuDoor } from '../gpu/open-gpu.ts';
import { TILE_SHAPES } from '../gpu/tile-shader.ts';
import { createMultiplyHere, type MultiplyHere } from '../multiply/multiply-here.ts';
import { noRest } from '../multiply/multiplier.ts';
import { makeMatrix, plainProduct, randomFrom } from './matrices.ts';

/** How a block came out: by what, and how far off relative to the largest element. */
interface Outcome {
  by: string;
  off: number;
}

export interface GpuReport {
  adapter: string;
  isFallback: boolean;
  shapes: { name: string; size: string; off: number }[];
  software: Outcome;
  refusedSoftware: Outcome;
  /** Lost while idle, then in the middle of a block, then the block after. */
  lost: Outcome[];
  /** Submits nothing: results are zeros. Four blocks. */
  zeroing: Outcome[];
  submitsAfterGivingUp: number;
  unfinished: Outcome;
  progress: number;
}

const now = () => performance.now();
const random = randomFrom(7);
const software = (door: Partial<GpuDoor> = {}): GpuDoor => ({ ...gpuDoor(), allowSoftware: true, ...door });

/** The GPU of this thread, whose devices the test can get at. */
function watchedGpu(opened: (device: GPUDevice) => void): GPU {
  return {
    async requestAdapter(options: GPURequestAdapterOptions) {
      const adapter = await navigator.gpu.requestAdapter(options);
      return (
        adapter && {
          info: adapter.info,
          async requestDevice() {
            const device = await adapter.requestDevice();
            opened(device);
            return device;
          },
        }
      );
    },
  } as unknown as GPU;
}

function offBy(values: Float32Array, a: Matrix, b: Matrix): number {
  const right = plainProduct(a, b);
  if (right.length !== values.length) return Infinity;
  let off = 0;
  let largest = 0;
  for (const [i, value] of right.entries()) {
    off = Math.max(off, Math.abs(value - (values[i] ?? NaN)));
    largest = Math.max(largest, Math.abs(value));
  }
  return off / largest;
}

async function block(multiply: MultiplyHere, size: number, key: string): Promise<Outcome> {
  const [a, b] = [makeMatrix(size + 1, size, random), makeMatrix(size, size - 3, random)];
  const { values, by } = await multiply({ a, bKey: key, loadB: () => Promise.resolve(b) }, noRest);
  return { by, off: offBy(values, a, b) };
}

async function tryShapes(): Promise<GpuReport['shapes']> {
  const found: GpuReport['shapes'] = [];
  const open = await openGpu(software());
  if (!open) throw new Error('there is no GPU, not even in software');
  for (const shape of TILE_SHAPES) {
    const multiplier = await openGpuMultiplier(open, shape, now);
    for (const [m, k, n] of [
      [64, 64, 64],
      [100, 132, 84],
      [67, 301, 113],
      [128, 7, 128],
      [1, 128, 1],
    ] as const) {
      const [a, b] = [makeMatrix(m, k, random), makeMatrix(k, n, random)];
      await multiplier.hold(b, noRest);
      const values = await multiplier.multiply(a, noRest);
      found.push({ name: shape.name, size: `${m} × ${k} × ${n}`, off: offBy(values, a, b) });
    }
    multiplier.close();
  }
  open.device.destroy();
  return found;
}

async function loseDevice(): Promise<Outcome[]> {
  const devices: GPUDevice[] = [];
  const multiply = createMultiplyHere({ door: software({ gpu: watchedGpu((d) => devices.push(d)) }), now });
  const outcomes = [await block(multiply, 64, 'first')];
  devices.at(-1)?.destroy();
  outcomes.push(await block(multiply, 64, 'first again'));
  const [a, b] = [makeMatrix(96, 96, random), makeMatrix(96, 96, random)];
  await block(multiply, 64, 'opened anew');
  const rest = () => {
    devices.at(-1)?.destroy();
    return undefined;
  };
  const { values, by } = await multiply({ a, bKey: 'lost within', loadB: () => Promise.resolve(b) }, rest);
  outcomes.push({ by, off: offBy(values, a, b) }, await block(multiply, 64, 'after'));
  return outcomes;
}

async function zeroDevice(): Promise<{ outcomes: Outcome[]; submits: number }> {
  let submits = 0;
  const devices: GPUDevice[] = [];
  const opened = (device: GPUDevice) => void devices.push(device);
  const multiply = createMultiplyHere({ door: software({ gpu: watchedGpu(opened) }), now });
  const outcomes = [await block(multiply, 64, 'right')];
  const stub = (device: GPUDevice | undefined) =>
    device &&
    Object.defineProperty(device.queue, 'submit', {
      value: () => void submits++,
    });
  stub(devices.at(-1));
  outcomes.push(await block(multiply, 64, 'zeroed'), await block(multiply, 64, 'opened anew'));
  stub(devices.at(-1));
  outcomes.push(await block(multiply, 64, 'zeroed again'), await block(multiply, 64, 'and anew'));
  stub(devices.at(-1));
  outcomes.push(await block(multiply, 64, 'zeroed for the third time'));
  const before = devices.length;
  outcomes.push(await block(multiply, 64, 'given up'));
  return { outcomes, submits: devices.length - before };
}

async function report(): Promise<GpuReport> {
  const adapter = await navigator.gpu.requestAdapter();
  const { outcomes, submits } = await zeroDevice();
  const plain = createMultiplyHere({ door: software(), now });
  let progress = 0;
  const [a, b] = [makeMatrix(300, 300, random), makeMatrix(300, 128, random)];
  const { values, by } = await plain({ a, bKey: 'x', loadB: () => Promise.resolve(b) }, () => {
    progress++;
    return undefined;
  });
  const nan = makeMatrix(64, 64, random);
  nan.values[77] = NaN;
  const unfinished = await plain({ a: nan, bKey: 'y', loadB: () => Promise.resolve(nan) }, noRest);
  return {
    adapter: `${adapter?.info.vendor} ${adapter?.info.architecture}`,
    isFallback: adapter?.info.isFallbackAdapter ?? false,
    shapes: await tryShapes(),
    software: { by, off: offBy(values, a, b) },
    refusedSoftware: await block(
      createMultiplyHere({ door: { gpu: navigator.gpu, allowSoftware: false }, now }),
      64,
      'z',
    ),
    lost: await loseDevice(),
    zeroing: outcomes,
    submitsAfterGivingUp: submits,
    unfinished: { by: unfinished.by, off: 0 },
    progress,
  };
}

addEventListener(
  'message',
  ({ ports: [port] }) => {
    report().then(
      (found) => port?.postMessage(found),
      (error: unknown) => port?.postMessage({ failed: String((error as Error).stack ?? error) }),
    );
  },
  { once: true },
);

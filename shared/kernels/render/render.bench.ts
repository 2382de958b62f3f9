// How fast one thread follows paths, and what checking a tile costs beside computing it. The plain picture is the same scene, the same
// numbers of paths and the same program in one go, without tiles, checks or joining: what splitting costs.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { filesInput, MemoryBlobs, planJob, readerOf, reduceAll, runAll, runChunk } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { render } from './describe.ts';
import { run as runRender } from './run.ts';
import type { CheckedJob } from './testing/check-thread.ts';
import { ball, ballMaterials } from './testing/scenes.ts';
import { createTracerCache } from './trace/open-tracer.ts';
import { verify } from './verify.ts';

export const name = 'render';

const ROUNDS = 7;
const JOB_ROUNDS = 3;
const none = { kind: 'none' } as const;
const nothing = readerOf(new Uint8Array(0));

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export async function run(): Promise<BenchRow[]> {
  const params = parseParams(render, { width: 128, height: 128, samples: 16 });
  const paths = params.width * params.height * params.samples;
  const openTracer = createTracerCache();
  const plain = async () => {
    const source = { params, args: null, read: (at: number, length: number) => nothing.read(at, length) };
    const tracer = await openTracer({ ...source, rest: () => Promise.resolve() });
    const sum = new Float64Array(3);
    for (let y = 0; y < params.height; y++)
      for (let x = 0; x < params.width; x++) tracer.trace(x, y, 0, params.samples, sum);
    if (!(sum[0] ?? 0)) throw new Error('the room is dark');
  };
  const job = await planJob(render, params, none, new MemoryBlobs());
  const tiled = async () => void (await reduceAll(job, await runAll(job, runRender)));
  const tile = () => runChunk(runRender, { index: 0, params, args: undefined }, nothing);
  const result = readerOf(await tile());
  const [ours, alone, shares]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round <= ROUNDS; round++) {
    ours.push(paths / 1e6 / (await timeOf(tiled)));
    alone.push(paths / 1e6 / (await timeOf(plain)));
    const computing = await timeOf(tile);
    shares.push((100 * (await timeOf(() => verify(params, null, 0, nothing, result)))) / computing);
  }
  // The first round warms up.
  const peer = alone.slice(1).toSorted((a, b) => a - b)[ROUNDS >>> 1] ?? NaN;
  return [
    benchRow('render paths, tiles joined', 'M/s', ours.slice(1), {
      name: 'one loop over the picture',
      value: peer,
    }),
    benchRow('render check', '% of computing', shares.slice(1)),
    benchRow('render check of a whole job, a scene of 14,000 triangles', '% of computing', await jobShares()),
  ];
}

/** Over a job of some 25 s: CPU time of the thread that checks, reading the scene once included, in that of the one that computes. */
async function jobShares(): Promise<number[]> {
  const params = parseParams(render, { width: 512, height: 384, samples: 48 });
  const blobs = new MemoryBlobs();
  const text = (content: string) => new TextEncoder().encode(content);
  const input = filesInput(blobs, [
    { name: 'ball.obj', bytes: text(ball(84)) },
    { name: 'ball.mtl', bytes: text(ballMaterials) },
  ]);
  const job = await planJob(render, params, input, blobs);
  const everything = blobs.input(job.plan.describe(0));
  const bytes = await everything.read(0, everything.size);
  const workerData: CheckedJob = { params, input, index: job.index, bytes };
  const shares: number[] = [];
  for (let round = 0; round < JOB_ROUNDS; round++) {
    const checker = new Worker(new URL('testing/check-thread.ts', import.meta.url), { workerData });
    const [computed, checked] = [{ ms: 0 }, { ms: 0 }];
    for (let chunk = 0; chunk < job.plan.count; chunk++) {
      const before = process.threadCpuUsage();
      const args = job.plan.describe(chunk)?.args;
      const result = await runChunk(runRender, { index: chunk, params, args }, everything);
      const { user, system } = process.threadCpuUsage(before);
      computed.ms += (user + system) / 1000;
      checker.postMessage({ chunk, result });
      const [{ verdict, cpuMs }] = (await once(checker, 'message')) as [{ verdict: string; cpuMs: number }];
      if (verdict !== 'accepted') throw new Error(`tile ${chunk} was ${verdict}`);
      checked.ms += cpuMs;
    }
    await checker.terminate();
    shares.push((100 * checked.ms) / computed.ms);
  }
  return shares;
}

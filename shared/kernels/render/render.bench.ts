// How fast one thread follows paths, and what checking a tile costs beside computing it. The plain picture is the same scene, the same
// numbers of paths and the same program in one go, without tiles, checks or joining: what splitting costs.
import { benchRow, type BenchRow } from '../../testing/bench-row.ts';
import { MemoryBlobs, planJob, readerOf, reduceAll, runAll, runChunk } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { render } from './describe.ts';
import { run as runRender } from './run.ts';
import { createTracerCache } from './trace/open-tracer.ts';
import { verify } from './verify.ts';

export const name = 'render';

const ROUNDS = 7;
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
  ];
}

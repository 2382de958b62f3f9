// A thread that checks tiles and says what CPU time that took, its first reading of the scene included: as a coordinator's has it, which shares
// nothing with who computes. For the bench.
import { parentPort, workerData } from 'node:worker_threads';
import type { JobInput } from '../../../contract/job.ts';
import { readerOf } from '../../memory-job.ts';
import { render } from '../describe.ts';
import type { RenderParams } from '../params.ts';
import { verify } from '../verify.ts';

export interface CheckedJob {
  params: RenderParams;
  input: JobInput;
  index: Uint8Array;
  /** What every chunk reads. */
  bytes: Uint8Array;
}

const { params, input, index, bytes } = workerData as CheckedJob;
const plan = render.openPlan(params, input, index);

parentPort?.on('message', ({ chunk, result }: { chunk: number; result: Uint8Array }) => {
  const before = process.threadCpuUsage();
  void verify(params, plan.describe(chunk), chunk, readerOf(bytes), readerOf(result)).then(({ verdict }) => {
    const { user, system } = process.threadCpuUsage(before);
    parentPort?.postMessage({ verdict, cpuMs: (user + system) / 1000 });
  });
});

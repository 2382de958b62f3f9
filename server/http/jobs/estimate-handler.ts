// What a job would be, before it is submitted: cut as it would be, from the sizes of its files alone, and timed by what devices were measured to do.
import type { Coordinator } from '../../coordinator.ts';
import { MAX_PARTS, PART_BYTES } from '../../../shared/contract/blob.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { Sha256 } from '../../../shared/contract/ids.ts';
import { type FilesInput, JobInput, type JobSketch, requireInputKind } from '../../../shared/contract/job.ts';
import type { KernelDescription } from '../../../shared/kernels/kernel.ts';
import { findKernel, parseParams } from '../../../shared/kernels/registry.ts';
import type { Handlers } from '../api.ts';
import { askSwarm } from './ask-swarm.ts';
import { findJob } from './find-job.ts';

export interface EstimateParts {
  coordinator: () => Coordinator;
  split(kernel: string, params: Record<string, unknown>, input: JobInput): Promise<Uint8Array>;
}

export function makeEstimateHandler({ coordinator, split }: EstimateParts): Pick<Handlers, 'estimateJob'> {
  const state = () => coordinator().scheduler.state;

  async function inputOf(swarm: number, sketch: JobSketch['input']): Promise<JobInput> {
    if (sketch.kind === 'range' || sketch.kind === 'none') return sketch;
    if (sketch.kind === 'files') return imagineFiles(sketch.sizes);
    const { row } = findJob(state(), swarm, sketch.id);
    await coordinator().persist();
    const payload = await coordinator().store.readPayload(row.number);
    if (!payload) throw new CoveyError('not-found', `the input of the job ${row.name} is gone`);
    return JobInput.parse(JSON.parse(new TextDecoder().decode(payload.input)));
  }

  /** null: only the bytes of the files say what it will be. They are not read for a guess, not even where they are there already. */
  async function imagine(
    kernel: KernelDescription,
    params: Record<string, unknown>,
    input: JobInput,
  ): Promise<{ chunks: number; cost: number } | null> {
    if (kernel.looksInside && input.kind === 'files')
      return (
        kernel.imagine?.(
          params,
          input.files.map(({ size }) => size),
        ) ?? null
      );
    const plan = kernel.openPlan(params, input, await split(kernel.name, params, input));
    return { chunks: plan.count, cost: plan.cost(0, plan.count) };
  }

  return {
    async estimateJob({ swarm, body }) {
      const kernel = findKernel(body.kernel);
      const params = parseParams(kernel, body.params) as Record<string, unknown>;
      const input = await inputOf(swarm, body.input);
      requireInputKind(kernel, input.kind);
      const imagined = await imagine(kernel, params, input);
      const home = state().swarms.get(swarm);
      const { devices, secondsFor } = askSwarm(home, kernel);
      // a training that goes on with a model has fewer left, which only its bytes say
      const rounds = kernel.evenRounds ? (kernel.rounds?.(params) ?? 1) : 1;
      if (!imagined) return { chunks: null, rounds, seconds: null, devices };
      const { chunks, cost } = imagined;
      // a round begins when the one before has ended: the devices share each of them anew
      const each = secondsFor(cost, chunks);
      return { chunks, rounds, seconds: each === null ? null : rounds * each, devices };
    },
  };
}

const NOWHERE = Sha256.parse('0'.repeat(64));

/** Files of these sizes with parts that nobody has: enough to be cut. */
function imagineFiles(sizes: readonly number[]): FilesInput {
  const total = sizes.reduce((sum, size) => sum + Math.ceil(size / PART_BYTES), 0);
  if (total > MAX_PARTS)
    throw new CoveyError('bad-request', `these files have ${total} parts; a job has at most ${MAX_PARTS}`);
  return {
    kind: 'files',
    files: sizes.map((size, blob) => ({ name: `file ${blob}`, size, blob, offset: 0 })),
    blobs: sizes.map((size) => ({
      size,
      parts: Array.from({ length: Math.ceil(size / PART_BYTES) }, (_, i) => ({
        sha: NOWHERE,
        size: Math.min(PART_BYTES, size - i * PART_BYTES),
      })),
    })),
  };
}

// The round that follows on a job that was just reduced: what its kernel says, checked as a request would be, and cut. A broken answer
// takes nothing from the outputs that are there: it ends the chain with a reason.
import type { BlobStore } from '../blobs/blob-store.ts';
import { checkInput } from '../check-input.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { JobInput, type OutputFile, requireInputKind } from '../../shared/contract/job.ts';
import type { KernelDescription } from '../../shared/kernels/kernel.ts';
import { parseParams } from '../../shared/kernels/registry.ts';
import { sliceReader } from '../part-readers.ts';
import { splitInput } from './split-input.ts';
import type { Following, ReduceTask, Reduced } from './thread-messages.ts';

interface Round {
  kernel: KernelDescription;
  params: unknown;
  input: JobInput;
  outputs: OutputFile[];
}

/** @throws only when it is to stop. */
export async function findNext(
  task: ReduceTask,
  round: Round,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<Omit<Reduced, 'outputs'>> {
  try {
    return { following: await askKernel(task, round, blobs, signal), broken: '' };
  } catch (error) {
    signal.throwIfAborted();
    return { following: null, broken: error instanceof Error ? error.message : String(error) };
  }
}

async function askKernel(
  task: ReduceTask,
  { kernel, params, input, outputs }: Round,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<Following | null> {
  const { failed, stoppedAt, round } = task;
  const read = (output: number, offset: number, length: number) => {
    const { parts = [] } = outputs[output]?.blob ?? {};
    const slices = parts.map((part) => ({ ...part, offset: 0, length: part.size }));
    return sliceReader(blobs, slices).read(offset, length);
  };
  const next = await kernel.next?.({ params, input, outputs, read, failed, stoppedAt, round });
  if (!next) return null;
  const following = {
    params: parseParams(kernel, next.params) as Record<string, unknown>,
    input: JobInput.parse(next.input),
    name: next.name ?? null,
  };
  requireInputKind(kernel, following.input.kind);
  const facts = checkInput(following.input);
  for (const sha of facts.parts)
    if (!(await blobs.has(sha)))
      throw new CoveyError('part-missing', `the part ${sha} of its input is not there`);
  const index = await splitInput(kernel, following.params, following.input, blobs, signal);
  return { ...following, facts, index };
}

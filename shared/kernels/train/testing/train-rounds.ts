// A whole training in memory, round after round as the coordinator would make them, and the files that it may be given.
import type { JobInput } from '../../../contract/job.ts';
import { openInputFiles } from '../../input-files.ts';
import { type MemoryBlobs, type MemoryOutput, planJob, reduceAll, runAll } from '../../memory-job.ts';
import { parseParams } from '../../registry.ts';
import { train } from '../describe.ts';
import { next } from '../next.ts';
import { run } from '../run.ts';

/** The outputs of the last round. `reverse`: chunks are computed from the last to the first. */
export async function trainRounds(
  given: Record<string, unknown>,
  first: JobInput,
  blobs: MemoryBlobs,
  reverse = false,
): Promise<{ outputs: MemoryOutput[]; rounds: number; input: JobInput }> {
  let input = first;
  let params = parseParams(train, given);
  for (let round = 1; ; round++) {
    const job = await planJob(train, params, input, blobs);
    const order = Array.from({ length: job.plan.count }, (_, i) => i);
    const outputs = await reduceAll(
      job,
      await runAll(job, run, undefined, reverse ? order.reverse() : order),
    );
    const files = outputs.map(({ file }) => file);
    const following = await next({
      params,
      input,
      outputs: files,
      read: (output, offset, length) =>
        Promise.resolve(outputs[output]?.bytes.slice(offset, offset + length) ?? new Uint8Array(0)),
      failed: [],
      stoppedAt: null,
      round,
    });
    if (!following) return { outputs, rounds: round, input };
    params = parseParams(train, following.params);
    input = following.input;
  }
}

export const readWhole = (input: JobInput, blobs: MemoryBlobs, file: number) => {
  const files = openInputFiles(input, (slice) => Promise.resolve(new Uint8Array(blobs.slice(slice))));
  return files.read(file, 0, input.kind === 'files' ? (input.files[file]?.size ?? 0) : 0);
};

/** As MNIST's files are. One dimension: labels. */
export function idxFile(dimensions: number[], bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4 + 4 * dimensions.length);
  head.writeUInt32BE(0x0800 + dimensions.length, 0);
  for (const [i, size] of dimensions.entries()) head.writeUInt32BE(size, 4 + 4 * i);
  return new Uint8Array(Buffer.concat([head, bytes]));
}

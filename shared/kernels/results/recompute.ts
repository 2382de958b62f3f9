// Verifies a result by computing the chunk again and comparing the bytes as they come. For kernels whose result is the
// same on every runtime and has no cheaper proof.
import { firstDifference } from '../bytes/first-difference.ts';
import type { ByteReader, ChunkTask, KernelScript, Verdict } from '../kernel.ts';
import type { NativeModules } from '../native-modules.ts';

export interface RecomputedTask {
  index: number;
  params: unknown;
  args: unknown;
  native: NativeModules | undefined;
}

export async function recompute(
  run: KernelScript['run'],
  { index, params, args, native }: RecomputedTask,
  input: ByteReader,
  result: ByteReader,
): Promise<Verdict> {
  let compared = 0;
  let differsAt = -1;
  const task: ChunkTask = {
    index,
    params,
    args,
    inputSize: input.size,
    read: (offset, length) => input.read(offset, length),
    write: async (right) => {
      if (differsAt >= 0) return;
      const length = Math.min(right.length, result.size - compared);
      const theirs = length > 0 ? await result.read(compared, length) : new Uint8Array(0);
      differsAt = firstDifference(right, theirs, compared);
      compared += right.length;
    },
    progress: () => Promise.resolve(),
    ...(native && { native }),
  };
  await run(task);
  if (differsAt < 0 && compared !== result.size) differsAt = compared;
  if (differsAt < 0) return { verdict: 'accepted' };
  return { verdict: 'rejected', reason: `computed again, the result differs from byte ${differsAt} on` };
}

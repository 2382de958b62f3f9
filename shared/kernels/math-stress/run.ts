// Works through the rounds of one chunk. The result is the answer of each, which is known: what counts besides is how long it took.
import type { ChunkTask } from '../kernel.ts';
import { loadOf, loads } from './loads.ts';
import type { StressParams } from './params.ts';

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as StressParams;
  const round = await loads[loadOf(params, task.index)].open();
  const result = new DataView(new ArrayBuffer(4 * params.rounds));
  for (let i = 0; i < params.rounds; i++) {
    result.setUint32(4 * i, round(), true);
    await task.progress((i + 1) / params.rounds);
  }
  await task.write(new Uint8Array(result.buffer));
}

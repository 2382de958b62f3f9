// Draws the samples of one chunk, block by block.
import { blocksOf } from '../blocks/cut-blocks.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import type { ChunkTask } from '../kernel.ts';
import type { MontecarloParams } from './params.ts';
import { cutSamples, openSampler } from './sample-block.ts';

export async function run(task: ChunkTask): Promise<void> {
  const params = task.params as MontecarloParams;
  const sample = openSampler(params);
  const blocks = blocksOf(cutSamples(params), task.index);
  const records: Uint8Array[] = [];
  for (const block of blocks) {
    records.push(sample(block));
    await task.progress(records.length / blocks.length);
  }
  await task.write(joinBytes(records));
}

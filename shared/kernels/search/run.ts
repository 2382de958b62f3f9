// Looks at the candidates of one chunk, block by block, and stops at the first hit: the records end there.
import { blocksOf } from '../blocks/cut-blocks.ts';
import { joinBytes } from '../bytes/join-bytes.ts';
import type { ChunkTask } from '../kernel.ts';
import type { SearchParams } from './params.ts';
import { openMode } from './open-mode.ts';

export async function run(task: ChunkTask): Promise<void> {
  const { cut, scan, hitOf } = openMode(task.params as SearchParams);
  const blocks = blocksOf(cut, task.index);
  const records: Uint8Array[] = [];
  for (const block of blocks) {
    const record = scan(block);
    records.push(record);
    await task.progress(records.length / blocks.length);
    if (hitOf(new DataView(record.buffer), block) !== null) break;
  }
  await task.write(joinBytes(records));
}

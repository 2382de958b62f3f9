// A whole job of photos in memory, for tests.
import {
  filesInput,
  MemoryBlobs,
  planJob,
  reduceAll,
  runAll,
  type MemoryFile,
  type MemoryOutput,
} from '../../memory-job.ts';
import { nativeModules } from '../../native-modules.ts';
import { parseParams } from '../../registry.ts';
import { image } from '../describe.ts';
import { run } from '../run-avif.ts';

export async function compute(params: Record<string, unknown>, files: MemoryFile[]): Promise<MemoryOutput[]> {
  const blobs = new MemoryBlobs();
  const job = await planJob(image, parseParams(image, params), filesInput(blobs, files), blobs);
  return reduceAll(job, await runAll(job, run, nativeModules()));
}

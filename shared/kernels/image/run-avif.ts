// The script for jobs in which AVIF is read or written (`describe.ts` chooses).
import type { ChunkTask } from '../kernel.ts';
import { avif } from './codecs/avif.ts';
import { runPhotos } from './run-photos.ts';

export const run = (task: ChunkTask): Promise<void> => runPhotos(task, avif);

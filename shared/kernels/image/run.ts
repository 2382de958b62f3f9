// The script for jobs in which no AVIF is read or written; that codec weighs three times the others together.
import type { ChunkTask } from '../kernel.ts';
import { runPhotos } from './run-photos.ts';

export const run = (task: ChunkTask): Promise<void> => runPhotos(task, null);

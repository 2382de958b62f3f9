// The plan of a script's own `reduce`: one chunk that reads all results of the job over items.
import { CoveyError } from '../../contract/errors.ts';
import { partEnds, sliceBlob } from '../../contract/blob.ts';
import type { FilesInput, JobInput } from '../../contract/job.ts';
import type { FilesArgs } from '../owner-code/items/item-args.ts';
import type { ItemsPlan } from '../owner-code/items/items-plan.ts';

/** What a job over items puts beside its results. */
const BESIDE = new Set(['log.txt', 'failed.txt']);

export function planReduce(input: JobInput): ItemsPlan {
  if (input.kind !== 'files' || input.files.length === 0)
    throw new CoveyError('no-input', 'a script’s `reduce` works on the results of a job over items');
  const { files, slices, size } = resultsOf(input);
  const args: FilesArgs = { files };
  return {
    count: 1,
    cost: (_, length) => (length > 0 ? Math.max(1, size) : 0),
    describe: () => ({ input: slices, args }),
    nameOf: () => 'reduce',
    filesOf: () => files.map(({ number }) => number),
  };
}

function resultsOf({ files, blobs }: FilesInput) {
  const results = files.map((file, number) => ({ ...file, number })).filter(({ name }) => !BESIDE.has(name));
  const ends = blobs.map(partEnds);
  const slices = results.flatMap(({ blob, offset, size }) => {
    const manifest = blobs[blob];
    const blobEnds = ends[blob];
    return manifest && blobEnds && size > 0 ? sliceBlob(manifest, blobEnds, offset, size) : [];
  });
  return {
    files: results.map(({ number, name, size }) => ({ number, name, size })),
    slices,
    size: results.reduce((sum, file) => sum + file.size, 0),
  };
}

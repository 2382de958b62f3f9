// The plan of a job over films. A chunk reads its film at random: where a stretch of it lies in the file is for its container to say.
import { type BlobManifest, partEnds, sliceBlob } from '../../contract/blob.ts';
import type { FilesInput } from '../../contract/job.ts';
import type { Plan } from '../kernel.ts';
import type { VideoArgs } from './choices.ts';
import type { FilmIndex } from './video-index.ts';

export interface VideoPlan extends Plan {
  /** Which film a chunk belongs to, and which of its chunks it is. */
  placeOf(index: number): { film: number; chunk: number };
  films: readonly FilmIndex[];
  /** The number of a film's first chunk. */
  firstOf(film: number): number;
}

/** Costs are thousands of pixels to encode, so that a large film and a small one take their time. */
export function openVideoPlan(input: FilesInput, films: readonly FilmIndex[]): VideoPlan {
  const firsts: number[] = [];
  const costs = [0];
  for (const { width, height, chunks } of films) {
    firsts.push(costs.length - 1);
    for (const [, frames] of chunks)
      costs.push((costs.at(-1) ?? 0) + Math.max(1, Math.round((width * height * frames) / 1000)));
  }
  const count = costs.length - 1;
  /** Where the parts of a blob end, for the films that were asked about. */
  const ends = new Map<BlobManifest, Float64Array>();
  const endsOf = (blob: BlobManifest) => {
    const known = ends.get(blob) ?? partEnds(blob);
    ends.set(blob, known);
    return known;
  };

  function placeOf(index: number) {
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw new RangeError(`there is no chunk ${index} of ${count}`);
    let low = 0;
    let high = firsts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((firsts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return { film: low, chunk: index - (firsts[low] ?? 0) };
  }

  return {
    count,
    films,
    placeOf,
    firstOf: (film) => firsts[film] ?? count,
    cost: (first, length) => (costs[first + length] ?? 0) - (costs[first] ?? 0),
    describe(index) {
      const { film, chunk } = placeOf(index);
      const { width = 2, height = 2, rate = 30, chunks = [] } = films[film] ?? {};
      const [from, frames] = chunks[chunk] ?? [0, 0];
      const args: VideoArgs = { from, to: chunks[chunk + 1]?.[0] ?? null, frames, width, height, rate };
      const file = input.files[film];
      const blob = file && input.blobs[file.blob];
      return { input: file && blob ? sliceBlob(blob, endsOf(blob), file.offset, file.size) : [], args };
    },
  };
}

/** @throws Error when the plan was opened by another kernel. */
export function asVideoPlan(plan: Plan): VideoPlan {
  if (!('films' in plan)) throw new Error('this is not a plan over films');
  return plan as VideoPlan;
}

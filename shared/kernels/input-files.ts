// Reads the files of an input at random, wherever their parts are kept: what `split` may look at.
import { partEnds, sliceBlob, type Slice } from '../contract/blob.ts';
import type { JobInput } from '../contract/job.ts';

/** The files of a job by their number. Reading beyond a file's end is an error. */
export interface InputFiles {
  read(file: number, offset: number, length: number): Promise<Uint8Array>;
}

/** For kernels that do not look inside. */
export const closedFiles: InputFiles = {
  read: () => Promise.reject(new Error('this kernel does not say `looksInside`; it may not read its files')),
};

/** `readSlice` gives bytes of one part. A read costs O(log parts) and the slices it touches. */
export function openInputFiles(
  input: JobInput,
  readSlice: (slice: Slice) => Promise<Uint8Array>,
): InputFiles {
  if (input.kind !== 'files') return closedFiles;
  const { files, blobs } = input;
  const ends = new Map<number, Float64Array>();

  return {
    async read(number, offset, length) {
      const file = files[number];
      const blob = file && blobs[file.blob];
      if (!file) throw new RangeError(`there is no file ${number} of ${files.length}`);
      if (offset < 0 || length < 0 || offset + length > file.size)
        throw new RangeError(
          `bytes ${offset}+${length} lie outside of ${JSON.stringify(file.name)}, which has ${file.size}`,
        );
      const bytes = new Uint8Array(length);
      if (!blob || length === 0) return bytes;
      const known = ends.get(file.blob) ?? partEnds(blob);
      ends.set(file.blob, known);
      let filled = 0;
      for (const slice of sliceBlob(blob, known, file.offset + offset, length)) {
        bytes.set(await readSlice(slice), filled);
        filled += slice.length;
      }
      return bytes;
    },
  };
}

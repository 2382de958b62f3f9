// What the schema of a job's input cannot say: every file lies inside its blob, and the parts of every blob add up to its size.
import { CoveyError } from '../shared/contract/errors.ts';
import type { Sha256 } from '../shared/contract/ids.ts';
import type { FilesInput, JobInput } from '../shared/contract/job.ts';

export interface InputFacts {
  bytes: number;
  files: number;
  parts: Sha256[];
}

/** The input's facts, once it is checked. @throws CoveyError `no-input` or `bad-request` */
export function checkInput(input: JobInput): InputFacts {
  if (input.kind === 'none') return { bytes: 0, files: 0, parts: [] };
  if (input.kind === 'range') {
    if (input.count === 0) throw new CoveyError('no-input', 'the range is empty');
    return { bytes: 0, files: 0, parts: [] };
  }
  if (input.files.length === 0) throw new CoveyError('no-input', 'the job has no files');
  checkBlobs(input);
  for (const file of input.files) {
    const blob = input.blobs[file.blob];
    if (file.size > 0 && (!blob || file.offset + file.size > blob.size))
      throw new CoveyError(
        'bad-request',
        `the file ${JSON.stringify(file.name)} reaches beyond blob ${file.blob}`,
      );
  }
  const shas = new Set(input.blobs.flatMap((blob) => blob.parts.map((part) => part.sha)));
  const bytes = input.files.reduce((sum, file) => sum + file.size, 0);
  // many files may share the bytes of one blob; the store gives no number back that is not exact
  if (!Number.isSafeInteger(bytes))
    throw new CoveyError('too-large', 'the files of this job add up to more than 2^53 bytes');
  return {
    bytes,
    files: input.files.length,
    parts: [...shas],
  };
}

function checkBlobs(input: FilesInput): void {
  for (const [i, blob] of input.blobs.entries()) {
    const sum = blob.parts.reduce((total, part) => total + part.size, 0);
    if (sum !== blob.size)
      throw new CoveyError('bad-request', `the parts of blob ${i} add up to ${sum} bytes, not ${blob.size}`);
  }
}

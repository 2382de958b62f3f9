// Looks into the two files of a job: what they hold and whether they can be multiplied. Reads their heads only.
import { CoveyError } from '../../../contract/errors.ts';
import type { FilesInput } from '../../../contract/job.ts';
import type { InputFiles } from '../../input-files.ts';
import { NPY_PREFIX_BYTES, npyHeaderEnd, parseNpyHeader, type NpyHeader } from './npy-header.ts';

/** @throws CoveyError `no-input` or `bad-input`, naming the files and their shapes. */
export async function openMatrices(input: FilesInput, files: InputFiles): Promise<[NpyHeader, NpyHeader]> {
  if (input.files.length !== 2)
    throw new CoveyError(
      'no-input',
      `matmul multiplies two files, A and then B; the job has ${input.files.length}`,
      { hint: 'Give two .npy files, or none to multiply generated matrices.' },
    );
  const a = await openMatrix(input, files, 0);
  const b = await openMatrix(input, files, 1);
  if (a.columns !== b.rows) {
    const [nameA, nameB] = input.files.map(({ name }) => JSON.stringify(name));
    throw new CoveyError(
      'bad-input',
      `${nameA} is ${a.rows} × ${a.columns} and ${nameB} is ${b.rows} × ${b.columns}: ` +
        `the columns of the first (${a.columns}) must be as many as the rows of the second (${b.rows})`,
      {
        hint:
          b.columns === a.rows
            ? 'They fit the other way round: give the files in the other order.'
            : 'Transpose one of them, or choose another file.',
      },
    );
  }
  return [a, b];
}

async function openMatrix(input: FilesInput, files: InputFiles, number: number): Promise<NpyHeader> {
  const { name, size } = input.files[number] ?? { name: '', size: 0 };
  const prefix = await files.read(number, 0, Math.min(size, NPY_PREFIX_BYTES));
  const end = npyHeaderEnd(name, prefix);
  const head = await files.read(number, 0, Math.min(size, end));
  if (head.length < end)
    throw new CoveyError('bad-input', `${JSON.stringify(name)} ends within its header`, {
      hint: 'Copy it again from where it came from.',
    });
  return parseNpyHeader(name, head, size);
}

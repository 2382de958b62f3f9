// Pictures and labels as MNIST has them (yann.lecun.com/exdb/mnist): an .idx file each, big-endian heads, bytes after them.
import { CoveyError } from '../../../contract/errors.ts';
import type { FilesInput } from '../../../contract/job.ts';
import type { InputFiles } from '../../input-files.ts';

export interface IdxData {
  samples: number;
  features: number;
  classes: number;
  /** Numbers of the files in the input, and where their bytes begin. */
  pictures: { file: number; at: number };
  labels: { file: number; at: number };
}

const PICTURES = 0x0803;
const LABELS = 0x0801;
const MOST_FEATURES = 65_536;
const READ_BYTES = 1024 * 1024;
const HINT =
  'Give two .idx files as MNIST has them: pictures (train-images-idx3-ubyte) and labels (train-labels-idx1-ubyte), unpacked.';

/** `numbers`: which files of the input they are, in any order. @throws CoveyError `no-input` or `bad-input`, naming the file. */
export async function openIdx(
  input: FilesInput,
  numbers: readonly number[],
  files: InputFiles,
): Promise<IdxData> {
  if (numbers.length !== 2)
    throw new CoveyError(
      'no-input',
      `train works on two files, pictures and labels; the job has ${numbers.length}`,
      {
        hint: HINT,
      },
    );
  const heads = await Promise.all(numbers.map((number) => readHead(input, number, files)));
  const pictures = heads.find(({ dimensions }) => dimensions.length === 3);
  const labels = heads.find(({ dimensions }) => dimensions.length === 1);
  if (!pictures || !labels)
    throw new CoveyError(
      'bad-input',
      `both files hold ${pictures ? 'pictures' : 'labels'}; one must hold pictures, the other their labels`,
      { hint: HINT },
    );
  const [samples = 0, rows = 0, columns = 0] = pictures.dimensions;
  if (labels.dimensions[0] !== samples)
    throw new CoveyError(
      'bad-input',
      `${pictures.name} holds ${samples} pictures and ${labels.name} ${labels.dimensions[0]} labels: there must be as many`,
      { hint: 'Take both files from the same set: train with train, t10k with t10k.' },
    );
  const features = rows * columns;
  if (features === 0 || features > MOST_FEATURES)
    throw new CoveyError(
      'bad-input',
      `the pictures of ${pictures.name} are ${rows} × ${columns}; up to ${MOST_FEATURES} pixels can be learnt from`,
      { hint: 'Make the pictures smaller.' },
    );
  let most = 1;
  for (let at = 0; at < samples; at += READ_BYTES)
    for (const label of await files.read(labels.file, labels.at + at, Math.min(READ_BYTES, samples - at)))
      most = Math.max(most, label);
  return { samples, features, classes: most + 1, pictures, labels };
}

async function readHead(input: FilesInput, file: number, files: InputFiles) {
  const { name: plain = '', size = 0 } = input.files[file] ?? {};
  const name = JSON.stringify(plain);
  const refuse = (why: string, hint = HINT) => new CoveyError('bad-input', `${name} ${why}`, { hint });
  const start = await files.read(file, 0, Math.min(size, 16));
  if (start[0] === 0x1f && start[1] === 0x8b)
    throw refuse('is packed with gzip', 'Unpack it first: gunzip, or the archive program of your computer.');
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const magic = size < 8 ? 0 : view.getUint32(0);
  if (magic !== PICTURES && magic !== LABELS) throw refuse('is not an .idx file of bytes');
  const count = magic === PICTURES ? 3 : 1;
  const at = 4 + 4 * count;
  if (size < at) throw refuse('ends within its head', 'Copy it again from where it came from.');
  const dimensions = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i));
  const bytes = dimensions.reduce((product, each) => product * each, 1);
  if (size < at + bytes)
    throw refuse(
      `is cut short: ${dimensions.join(' × ')} bytes were to follow its head, there are ${size - at}`,
      'Copy it again from where it came from.',
    );
  return { file, name, at, dimensions };
}

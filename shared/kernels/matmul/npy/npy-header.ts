// The head of a .npy file (https://numpy.org/neps/nep-0001-npy-format.html), versions 1 to 3: read for matrices that can
// be multiplied, written for C. Everything else is refused with what to do about it.
import { CoveyError } from '../../../contract/errors.ts';
import { ELEMENT_BYTES, isElementType, type ElementType } from './element-types.ts';

export interface NpyHeader {
  type: ElementType;
  columnMajor: boolean;
  rows: number;
  columns: number;
  /** Where the numbers begin. */
  dataAt: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Magic, version and the longest length field. */
export const NPY_PREFIX_BYTES = 12;
/** NumPy itself pads to a few hundred bytes; longer ones describe records, which cannot be multiplied. */
const MOST_HEADER_BYTES = 64 * 1024;

const refuse = (name: string, why: string, hint: string) =>
  new CoveyError('bad-input', `${JSON.stringify(name)} ${why}`, { hint });

const SAVE_HINT = 'Save it from Python with np.save(name, array).';

/** How many bytes prefix and header have. `prefix`: the file's first 12 bytes, or fewer. @throws CoveyError `bad-input` */
export function npyHeaderEnd(name: string, prefix: Uint8Array): number {
  if (prefix.length < 10 || MAGIC.some((byte, i) => prefix[i] !== byte))
    throw refuse(name, 'is not a .npy file', SAVE_HINT);
  const version = prefix[6] ?? 0;
  if (version < 1 || version > 3)
    throw refuse(name, `is a .npy file of version ${version}; versions 1 to 3 are known`, SAVE_HINT);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.length);
  if (version > 1 && prefix.length < NPY_PREFIX_BYTES)
    throw refuse(name, 'ends within its header', SAVE_HINT);
  const [start, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (length > MOST_HEADER_BYTES) throw refuse(name, `has a header of ${length} bytes`, SAVE_HINT);
  return start + length;
}

/** `head`: the first `npyHeaderEnd` bytes of a file of `size` bytes. @throws CoveyError `bad-input` */
export function parseNpyHeader(name: string, head: Uint8Array, size: number): NpyHeader {
  const start = head[6] === 1 ? 10 : 12;
  const text = new TextDecoder(head[6] === 3 ? 'utf-8' : 'latin1').decode(head.subarray(start));
  const type = parseType(name, text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (order === undefined || shape === undefined)
    throw refuse(name, 'has a header that cannot be read', SAVE_HINT);
  const [rows, columns] = parseShape(name, shape);
  const expected = head.length + rows * columns * ELEMENT_BYTES[type];
  if (size < expected)
    throw refuse(
      name,
      `is cut short: ${rows} × ${columns} numbers of ${type} need ${expected} bytes, it has ${size}`,
      'Copy it again from where it came from.',
    );
  return { type, columnMajor: order === 'True', rows, columns, dataAt: head.length };
}

function parseType(name: string, text: string): ElementType {
  const described = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))/.exec(text);
  if (!described) throw refuse(name, 'has a header that cannot be read', SAVE_HINT);
  const [, said] = described;
  if (said === undefined)
    throw refuse(
      name,
      'holds records, not a matrix of numbers',
      'Save one field of it as a matrix of its own.',
    );
  const order = said.charAt(0);
  const type = said.slice(1);
  if (!'<>|='.includes(order) || !isElementType(type))
    throw refuse(
      name,
      `holds numbers of the type ${JSON.stringify(said)}; f4, f8 and integers can be multiplied`,
      "Convert it first: np.save(name, array.astype('<f4')).",
    );
  if (order === '>' && ELEMENT_BYTES[type] > 1)
    throw refuse(
      name,
      `is big-endian (${JSON.stringify(said)}); only little-endian files can be read`,
      "Convert it first: np.save(name, array.astype('<f4')).",
    );
  return type;
}

function parseShape(name: string, shape: string): [number, number] {
  const dimensions = shape
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => (/^\d+L?$/.test(each) ? Number.parseInt(each, 10) : NaN));
  const [rows = 0, columns = 0] = dimensions;
  if (dimensions.length !== 2 || !Number.isSafeInteger(rows * columns))
    throw refuse(
      name,
      `has the shape (${shape.trim()}); a matrix has two dimensions`,
      'Reshape it to two dimensions, for example with array.reshape(-1, 1) for a column.',
    );
  if (rows === 0 || columns === 0)
    throw refuse(
      name,
      `is empty: its shape is ${rows} × ${columns}`,
      'Give a matrix with at least one number.',
    );
  return [rows, columns];
}

/** Version 1, C order, padded so that the numbers begin at a multiple of 64. */
export function encodeNpyHeader(rows: number, columns: number): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, total - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[total - 1] = 0x0a;
  return bytes;
}

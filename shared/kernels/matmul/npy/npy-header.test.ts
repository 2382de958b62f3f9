// The head of a .npy file: what is read, and that everything else is refused by name with something to do.
import { describe, expect, test } from 'vitest';
import { makeMatrix, npyFile, randomFrom, readNpy, type NpyOptions } from '../testing/matrices.ts';
import { encodeNpyHeader, npyHeaderEnd, parseNpyHeader } from './npy-header.ts';

const matrix = makeMatrix(3, 5, randomFrom(1));
const parse = (file: Uint8Array) => {
  const end = npyHeaderEnd('a.npy', file.subarray(0, 12));
  return parseNpyHeader('a.npy', file.subarray(0, end), file.length);
};
const withHeader = (header: string) => parse(npyFile(matrix, { header }));
const refusal = (message: string) =>
  expect.objectContaining({ code: 'bad-input', message: expect.stringContaining(message) as string });

describe('a .npy header', () => {
  test.each<NpyOptions>([
    {},
    { version: 2 },
    { version: 3, type: 'f8' },
    { fortran: true, type: 'i2' },
    { type: 'u1' },
  ])('%j is read', (options) => {
    expect(parse(npyFile(matrix, options))).toMatchObject({
      type: options.type ?? 'f4',
      columnMajor: options.fortran ?? false,
      rows: 3,
      columns: 5,
    });
  });

  test('keys in any order and long integers of old Pythons are read', () => {
    expect(withHeader(`{"shape": (3L, 5L), "descr": "<f4", "fortran_order": False}`)).toMatchObject({
      rows: 3,
      columns: 5,
    });
  });

  test('what is written is read again and begins its numbers at a multiple of 64', () => {
    const head = encodeNpyHeader(70_000, 3);
    expect(head.length % 64).toBe(0);
    expect(parseNpyHeader('C.npy', head, head.length + 70_000 * 3 * 4)).toEqual({
      type: 'f4',
      columnMajor: false,
      rows: 70_000,
      columns: 3,
      dataAt: head.length,
    });
    expect(readNpy(Buffer.concat([encodeNpyHeader(1, 1), Buffer.alloc(4)]))).toMatchObject({ rows: 1 });
  });

  test.each([
    [`{'descr': '>f4', 'fortran_order': False, 'shape': (3, 5), }`, 'big-endian'],
    [`{'descr': '<f2', 'fortran_order': False, 'shape': (3, 5), }`, 'the type "<f2"'],
    [`{'descr': '<c8', 'fortran_order': False, 'shape': (3, 5), }`, 'the type "<c8"'],
    [`{'descr': '|O', 'fortran_order': False, 'shape': (3, 5), }`, 'the type "|O"'],
    [`{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3, 5), }`, 'records'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (15,), }`, 'the shape (15,)'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (), }`, 'two dimensions'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5, 1), }`, 'two dimensions'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (3, -5), }`, 'two dimensions'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5), }`, 'empty'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (30, 5), }`, 'cut short'],
    [`{'descr': '<f4', 'shape': (3, 5), }`, 'cannot be read'],
    [`nonsense`, 'cannot be read'],
  ])('%s is refused: %s', (header, message) => {
    expect(() => withHeader(header)).toThrow(refusal(message));
  });

  test('what is no .npy file, or of a later version, is refused by name', () => {
    expect(() => npyHeaderEnd('a.npy', new Uint8Array(12))).toThrow(refusal('"a.npy" is not a .npy file'));
    expect(() => npyHeaderEnd('a.npy', new Uint8Array(0))).toThrow(refusal('is not a .npy file'));
    const later = npyFile(matrix);
    later[6] = 4;
    expect(() => npyHeaderEnd('a.npy', later.subarray(0, 12))).toThrow(refusal('version 4'));
    const long = npyFile(matrix, { version: 2 });
    long.set([0xff, 0xff, 0xff, 0x7f], 8);
    expect(() => npyHeaderEnd('a.npy', long.subarray(0, 12))).toThrow(refusal('a header of'));
  });

  test('a single byte of big-endian is no order at all', () => {
    expect(withHeader(`{'descr': '>u1', 'fortran_order': False, 'shape': (3, 5), }`)).toMatchObject({
      type: 'u1',
    });
  });
});

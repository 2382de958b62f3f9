import { expect, test } from 'vitest';
import type { FilesInput } from '../shared/contract/job.ts';
import { JobInput } from '../shared/contract/job.ts';
import { checkInput } from './check-input.ts';

const inputOf = (parts: number, files: number, size: number) =>
  JobInput.parse({
    kind: 'files',
    files: Array.from({ length: files }, () => ({ name: 'a', size, blob: 0, offset: 0 })),
    blobs: [
      {
        size: parts * 4_194_304,
        parts: Array.from({ length: parts }, () => ({ sha: 'ab'.repeat(32), size: 4_194_304 })),
      },
    ],
  }) as FilesInput;

test('gives how many files and bytes a job reads, and its parts once each', () => {
  expect(checkInput(inputOf(2, 3, 100))).toEqual({ bytes: 300, files: 3, parts: ['ab'.repeat(32)] });
});

test('refuses files that reach beyond their blob, and blobs whose parts do not add up', () => {
  const input = inputOf(1, 1, 4_194_305);
  expect(() => checkInput(input)).toThrow('reaches beyond blob 0');
  expect(() => checkInput({ ...input, blobs: [{ size: 5, parts: [] }] })).toThrow('add up to 0 bytes, not 5');
});

test('refuses files that share the bytes of a blob so often that nobody could write down how many they are', () => {
  const parts = 12_000;
  expect(() => checkInput(inputOf(parts, 190_000, parts * 4_194_304))).toThrow('2^53');
});

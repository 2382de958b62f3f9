import { expect, test } from 'vitest';
import { CoveyError } from '../contract/errors.ts';
import { findKernel, kernels, parseParams } from './registry.ts';

test('every kernel is found by its name', () => {
  expect(kernels.map(({ name }) => findKernel(name))).toEqual(kernels);
});

test('an unknown kernel is refused with the ones there are', () => {
  expect(() => findKernel('rm')).toThrow(
    new CoveyError(
      'unknown-kernel',
      `there is no kernel "rm"; there are ${kernels.map(({ name }) => name).join(', ')}`,
    ),
  );
});

test('every wrong parameter is named', () => {
  const compress = findKernel('compress');
  expect(() => parseParams(compress, { format: 'rar', level: 0, depth: 3 })).toThrow(
    'format: must be one of gzip, zstd; level: must be at least 1; depth: there is no such parameter',
  );
  expect(() => parseParams(compress, [])).toThrow('params: must be of type object');
});

// The product of matrices in the hands of numpy. Where it is not there the test is skipped and says so.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compute, useToolFolder } from '../testing/tool-folder.ts';
import { matmul } from './describe.ts';
import { run } from './run.ts';
import { makeMatrix, npyFile, randomFrom } from './testing/matrices.ts';

const { call, place } = useToolFolder();

describe('matrices', () => {
  test('numpy opens C.npy, in C order and f32, and finds the product', async (context) => {
    context.skip(
      spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0,
      'python3 with numpy is not installed',
    );
    const random = randomFrom(4);
    const [a, b] = [makeMatrix(70, 130, random), makeMatrix(130, 90, random)];
    const files = [
      { name: 'A.npy', bytes: npyFile(a, { type: 'f8' }) },
      { name: 'B.npy', bytes: npyFile(b, { fortran: true, version: 3 }) },
    ];
    const [product] = await compute(matmul, run, { block: 48 }, files);
    for (const { name, bytes } of [...files, product!]) place(name, bytes);
    const script = `
import numpy as np
A, B, C = (np.load(name + '.npy') for name in 'ABC')
print(C.dtype, C.flags.c_contiguous, np.allclose(C, A @ B.astype(np.float64), rtol=1e-5, atol=1e-5))`;
    expect(call('python3', '-c', script).stdout).toBe('float32 True True\n');
  });
});

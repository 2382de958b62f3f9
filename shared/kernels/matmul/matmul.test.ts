// `matmul`: the contract over generated and stored matrices of every order and type, and what is refused at submission.
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import {
  filesInput,
  MemoryBlobs,
  planJob,
  readerOf,
  reduceAll,
  runAll,
  runChunk,
  type MemoryOutput,
} from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import type { Matrix } from './check/check-module.ts';
import { matmul } from './describe.ts';
import { noRest } from './multiply/multiplier.ts';
import { generatePanel } from './panels/generate-panel.ts';
import type { BlockArgs } from './params.ts';
import { asBlockPlan } from './plan/block-plan.ts';
import { run } from './run.ts';
import {
  makeMatrix,
  npyFile,
  plainProduct,
  randomFrom,
  readNpy,
  type NpyOptions,
} from './testing/matrices.ts';

const none: JobInput = { kind: 'none' };

/** Held to a hundred thousandth of the largest element: far more than f32 strays, far less than any mistake. */
function expectProduct(outputs: MemoryOutput[], a: Matrix, b: Matrix): void {
  const [output] = outputs;
  expect(output!.name).toBe('C.npy');
  const c = readNpy(output!.bytes);
  expect([c.rows, c.columns]).toEqual([a.rows, b.columns]);
  const right = plainProduct(a, b);
  const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let off = 0;
  for (const [i, value] of right.entries()) off = Math.max(off, Math.abs(value - c.values[i]!));
  expect(off).toBeLessThanOrEqual(1e-5 * largest);
}

function filesCase(
  name: string,
  [m, k, n]: [number, number, number],
  [optionsA, optionsB]: [NpyOptions, NpyOptions],
  params: Record<string, unknown>,
  scale = 1,
): KernelCase {
  const random = randomFrom(m + k + n);
  const make = (rows: number, columns: number, type = 'f4') => {
    const matrix = makeMatrix(rows, columns, random);
    const isWhole = !type.startsWith('f');
    matrix.values = matrix.values.map((value) => {
      const scaled = scale * (type.startsWith('u') ? Math.abs(value) : value);
      return isWhole ? Math.round(scaled) : scaled;
    });
    return matrix;
  };
  const a = make(m, k, optionsA.type);
  const b = make(k, n, optionsB.type);
  return {
    name,
    params,
    readsShared: true,
    input: (blobs) =>
      filesInput(blobs, [
        { name: 'A.npy', bytes: npyFile(a, optionsA) },
        { name: 'B.npy', bytes: npyFile(b, optionsB) },
      ]),
    check: (outputs) => expectProduct(outputs, a, b),
  };
}

async function generate(seed: number, matrix: 'A' | 'B', rows: number, columns: number): Promise<Matrix> {
  const values = await generatePanel({ matrix, row: 0, column: 0 }, { seed, rows, columns }, null, noRest);
  return { values, rows, columns };
}

kernelContract({
  kernel: matmul,
  run,
  sameBytesEverywhere: false,
  cases: [
    {
      name: 'generated, in ragged blocks over two stripes',
      params: { m: 301, k: 97, n: 75, seed: 7, block: 32 },
      input: () => none,
      readsShared: true,
      check: async (outputs) =>
        expectProduct(outputs, await generate(7, 'A', 301, 97), await generate(7, 'B', 97, 75)),
    },
    filesCase('f4 in C order, whose blocks are narrow strips of B', [90, 70, 210], [{}, {}], { block: 40 }),
    filesCase('f4, one column of blocks, which is appended', [200, 33, 61], [{}, { version: 2 }], {
      block: 64,
    }),
    filesCase('f8 and Fortran order', [65, 120, 50], [{ type: 'f8', fortran: true }, { fortran: true }], {
      block: 48,
    }),
    filesCase(
      'whole numbers',
      [40, 50, 60],
      [{ type: 'i2' }, { type: 'u8', fortran: true }],
      { block: 32 },
      300,
    ),
    filesCase('more than a MiB of each, in one block', [600, 700, 500], [{}, { fortran: true }], {
      block: 1024,
    }),
  ],
});

describe('matmul, generated', () => {
  test('every way of generating gives the same bits, wherever the panel lies', async () => {
    const whole = await generate(99, 'B', 40, 301);
    const { loadCheckModule } = await import('./check/check-module.ts');
    const part = await generatePanel(
      { matrix: 'B', row: 7, column: 33 },
      { seed: 99, rows: 20, columns: 111 },
      await loadCheckModule(),
      noRest,
    );
    for (let i = 0; i < 20; i++)
      expect(part.slice(i * 111, (i + 1) * 111)).toEqual(
        whole.values.slice((i + 7) * 301 + 33, (i + 7) * 301 + 144),
      );
  });

  test('the numbers are spread evenly, and seeds, matrices and rows differ', async () => {
    const { values } = await generate(1, 'A', 300, 300);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.005);
    expect(variance).toBeGreaterThan(1 / 12 - 0.002);
    expect(variance).toBeLessThan(1 / 12 + 0.002);
    expect(new Set(values).size).toBeGreaterThan(values.length * 0.99);
    expect((await generate(2, 'A', 300, 300)).values).not.toEqual(values);
    expect((await generate(1, 'B', 300, 300)).values).not.toEqual(values);
  });

  test('ten thousand rows of blocks are planned by arithmetic', async () => {
    const params = parseParams(matmul, { m: 131_072, k: 1000, n: 131_072, block: 16 });
    const { plan } = await planJob(matmul, params, none, new MemoryBlobs());
    expect(plan.count).toBe(8192 * 8192);
    expect(plan.cost(0, plan.count)).toBe(131_072 * 131_072 * 1000);
    expect(plan.cost(50_000_000, 1)).toBe(16 * 16 * 1000);
    const [first, next] = [100, 101].map((index) => plan.describe(index)?.args as BlockArgs);
    expect(next!.bKey).toBe(first!.bKey);
  });

  test('blocks are chosen to suit the sizes', async () => {
    const sideOf = async (m: number, k: number, n: number) => {
      const { plan } = await planJob(matmul, parseParams(matmul, { m, k, n }), none, new MemoryBlobs());
      return asBlockPlan(plan).blockAt(0).rows;
    };
    expect(await sideOf(1024, 1024, 1024)).toBe(512);
    expect(await sideOf(4096, 4096, 4096)).toBe(1024);
    expect(await sideOf(8192, 8192, 8192)).toBe(704);
    expect(await sideOf(16_384, 131_072, 16_384)).toBe(64);
    expect(await sideOf(5, 5, 5)).toBe(5);
  });
});

describe('matmul, files', () => {
  const a = makeMatrix(4, 6, randomFrom(1));
  const files = (...given: [string, Uint8Array][]) => {
    const blobs = new MemoryBlobs();
    const input = filesInput(
      blobs,
      given.map(([name, bytes]) => ({ name, bytes })),
    );
    return planJob(matmul, parseParams(matmul, {}), input, blobs);
  };

  test('matrices that do not fit together are refused with both names and shapes', async () => {
    const b = makeMatrix(5, 4, randomFrom(2));
    const refused = files(['left.npy', npyFile(a)], ['right.npy', npyFile(b)]);
    await expect(refused).rejects.toMatchObject({
      code: 'bad-input',
      message:
        '"left.npy" is 4 × 6 and "right.npy" is 5 × 4: the columns of the first (6) must be as many as the rows of the second (5)',
      hint: expect.stringContaining('the other order') as string,
    });
  });

  test('another number of files than two is refused', async () => {
    await expect(files(['a.npy', npyFile(a)])).rejects.toMatchObject({ code: 'no-input' });
    const three = Array.from({ length: 3 }, (_, i): [string, Uint8Array] => [`${i}.npy`, npyFile(a)]);
    await expect(files(...three)).rejects.toThrow('the job has 3');
  });

  test('a file that is no matrix is refused by name', async () => {
    await expect(
      files(['a.npy', npyFile(a)], ['b.txt', new TextEncoder().encode('1 2 3')]),
    ).rejects.toMatchObject({ code: 'bad-input', message: '"b.txt" is not a .npy file' });
    await expect(files(['a.npy', npyFile(a).subarray(0, 70)], ['b.npy', npyFile(a)])).rejects.toThrow(
      '"a.npy" ends within its header',
    );
  });

  test('a panel that is too wide for a device is refused with what would do', async () => {
    const params = parseParams(matmul, { m: 8, k: 131_072, n: 8, block: 4096 });
    await expect(planJob(matmul, params, none, new MemoryBlobs())).rejects.toThrow(
      'block: must be at most 128',
    );
  });

  test('a panel of B is read once for the chunks that share it', async () => {
    const blobs = new MemoryBlobs();
    const [left, right] = [makeMatrix(64, 40, randomFrom(3)), makeMatrix(40, 64, randomFrom(4))];
    const input = filesInput(blobs, [
      { name: 'A', bytes: npyFile(left) },
      { name: 'B', bytes: npyFile(right) },
    ]);
    const job = await planJob(matmul, parseParams(matmul, { block: 32 }), input, blobs);
    const bytesRead: number[] = [];
    for (let index = 0; index < job.plan.count; index++) {
      const spec = job.plan.describe(index);
      const log = { reads: [] as { offset: number; length: number }[], progress: [] };
      const task = { index, params: job.params, args: spec?.args };
      await runChunk(run, task, job.blobs.input(spec), undefined, log);
      bytesRead.push(log.reads.reduce((sum, { length }) => sum + length, 0));
    }
    const panelA = 32 * 40 * 4;
    expect(bytesRead[1]).toBe(panelA);
    expect(bytesRead[3]).toBe(panelA);
    expect(bytesRead[0]).toBeGreaterThan(panelA);
    expect(bytesRead[2]).toBeGreaterThan(panelA);
  });

  test('numbers that are not finite go through as they do in f32, and are accepted', async () => {
    const blobs = new MemoryBlobs();
    const [left, right] = [makeMatrix(40, 30, randomFrom(5)), makeMatrix(30, 50, randomFrom(6))];
    left.values[3 * 30 + 4] = NaN;
    right.values[7 * 50 + 11] = Infinity;
    const input = filesInput(blobs, [
      { name: 'A', bytes: npyFile(left) },
      { name: 'B', bytes: npyFile(right) },
    ]);
    const job = await planJob(matmul, parseParams(matmul, { block: 32 }), input, blobs);
    const results = await runAll(job, run);
    for (const [index, result] of results) {
      const spec = job.plan.describe(index);
      const verdict = await matmul.verify!(job.params, spec, index, blobs.input(spec), readerOf(result));
      expect(verdict).toEqual({ verdict: 'accepted' });
    }
    const c = readNpy((await reduceAll(job, results))[0]!.bytes);
    expect(Array.from(c.values.slice(3 * 50, 4 * 50)).every(Number.isNaN)).toBe(true);
    expect(Math.abs(c.values[20 * 50 + 11]!)).toBe(Infinity);
    expect(Number.isFinite(c.values[20 * 50 + 12]!)).toBe(true);
  });

  test('what failed is NaN in the output', async () => {
    const params = parseParams(matmul, { m: 64, k: 8, n: 64, block: 32 });
    const job = await planJob(matmul, params, none, new MemoryBlobs());
    const results = await runAll(job, run);
    results.delete(2);
    const [output, failed] = await reduceAll(job, results);
    const c = readNpy(output!.bytes);
    const isMissing = (row: number, column: number) => Number.isNaN(c.values[row * 64 + column]!);
    expect([isMissing(0, 31), isMissing(0, 32), isMissing(31, 63), isMissing(32, 32)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(new TextDecoder().decode(failed!.bytes)).toBe('C.npy [0:32, 32:64]\n');
  });
});

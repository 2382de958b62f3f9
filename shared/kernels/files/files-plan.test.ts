// Plans over files of sizes around every border: nothing missing, nothing twice, found without looking at the rest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sha256 } from '../../contract/ids.ts';
import type { FilesInput } from '../../contract/job.ts';
import { cutFiles, type CutRules } from './cut-files.ts';
import { COST_PER_FILE, openFilesPlan, type FilesPlan } from './files-plan.ts';

const MIB = 1024 * 1024;
const PART = 4 * MIB;

/** Files of these sizes without their bytes: each in a blob of its own, or all in one. */
function inputOf(sizes: readonly number[], packed: boolean): FilesInput {
  const blobOf = (size: number, id: number) => ({
    size,
    parts: Array.from({ length: Math.ceil(size / PART) }, (_, i) => ({
      sha: `${id}-${i}` as Sha256,
      size: Math.min(PART, size - i * PART),
    })),
  });
  let offset = 0;
  const files = sizes.map((size, i) => {
    const file = { name: `${i}`, size, blob: packed ? 0 : i, offset: packed ? offset : 0 };
    offset += size;
    return file;
  });
  return { kind: 'files', files, blobs: packed ? [blobOf(offset, 0)] : sizes.map(blobOf) };
}

const open = (input: FilesInput, rules: CutRules): FilesPlan =>
  openFilesPlan(input, cutFiles(input, rules), (chunk, sizes) => ({ ...chunk, sizes }));

const border = fc.constantFrom(0, 1, 256 * 1024, MIB, PART, 2 * PART, 3 * PART);
const size = fc.oneof(
  fc.integer({ min: 0, max: 4000 }),
  fc.tuple(border, fc.integer({ min: -2, max: 2 })).map(([at, by]) => Math.max(0, at + by)),
);
const rules = fc.record({ pieceBytes: fc.constantFrom(null, PART), groupFiles: fc.constantFrom(1, 3, 256) });

describe('a plan over files', () => {
  test('covers every byte of every file exactly once, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(size, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        rules,
        (sizes, packed, rule) => {
          const plan = open(inputOf(sizes, packed), rule);
          const covered = sizes.map(() => 0);
          let cost = 0;
          for (let i = 0; i < plan.count; i++) {
            const { files, piece } = plan.chunkAt(i);
            expect(files.length).toBeLessThanOrEqual(rule.groupFiles);
            for (const file of files) {
              expect(covered[file]).toBe(piece ? piece.offset : 0);
              covered[file]! += piece ? piece.length : sizes[file]!;
            }
            const bytes = piece ? piece.length : files.reduce((sum, file) => sum + sizes[file]!, 0);
            const spec = plan.describe(i);
            expect(spec!.input.reduce((sum, { length }) => sum + length, 0)).toBe(bytes);
            expect(plan.cost(i, 1)).toBe(bytes + files.length * COST_PER_FILE);
            cost += plan.cost(i, 1);
          }
          expect(covered).toEqual(sizes);
          expect(plan.cost(0, plan.count)).toBe(cost);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a chunk that does not exist is an error, not another chunk', () => {
    const plan = open(inputOf([1, 2], false), { pieceBytes: null, groupFiles: 1 });
    for (const index of [-1, 2, 0.5, NaN]) expect(() => plan.describe(index)).toThrow(RangeError);
  });

  test('an index of another input is refused', () => {
    const index = cutFiles(inputOf([1, 2], false), { pieceBytes: null, groupFiles: 1 });
    expect(() => openFilesPlan(inputOf([1], false), index, () => null)).toThrow('does not belong');
  });

  test('two hundred thousand files are planned quickly and asked cheaply', () => {
    const input = inputOf(
      Array.from({ length: 200_000 }, (_, i) => i % 5000),
      true,
    );
    const before = performance.now();
    const plan = open(input, { pieceBytes: PART, groupFiles: 256 });
    expect(performance.now() - before).toBeLessThan(2000);
    const asked = performance.now();
    for (let i = 0; i < 1000; i++) plan.chunkAt(Math.floor((i * plan.count) / 1000));
    expect(performance.now() - asked).toBeLessThan(200);
  });

  test('a terabyte in one file is cut without listing its pieces', () => {
    const file = { name: 'huge', size: 2 ** 40, blob: 0, offset: 0 };
    const parts = Array.from({ length: 2 ** 40 / PART }, (_, i) => ({ sha: `${i}` as Sha256, size: PART }));
    const input: FilesInput = { kind: 'files', files: [file], blobs: [{ size: 2 ** 40, parts }] };
    const index = cutFiles(input, { pieceBytes: PART, groupFiles: 256 });
    expect(index.length).toBeLessThan(100);
    const plan = openFilesPlan(input, index, () => null);
    expect(plan.count).toBe(262_144);
    expect(plan.describe(262_143)?.input).toEqual([{ sha: '262143', size: PART, offset: 0, length: PART }]);
  });
});

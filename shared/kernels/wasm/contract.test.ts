// `wasm` is a kernel like any other: a module that is called, and a WASI command.
import { expect } from 'vitest';
import type { Sha256 } from '../../contract/ids.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { filesInput, type MemoryBlobs, type MemoryOutput } from '../memory-job.ts';
import { wasm } from './describe.ts';
import { makeRunner } from './run.ts';
import { COLLATZ, COMMAND, compileSample, REVERSE } from './testing/compile-sample.ts';

const code = { sha: '0'.repeat(64) as Sha256, size: 1, name: 'own.wasm' };
const runnerOf = async (source: string) => makeRunner('own.wasm', await compileSample(source)).runChunk;
const text = (outputs: MemoryOutput[], name: string) =>
  new TextDecoder().decode(outputs.find((each) => each.name === name)?.bytes);
const lines = Array.from({ length: 60 }, (_, i) => String(111 + 10 * i));
const files = (blobs: MemoryBlobs) =>
  filesInput(blobs, [
    { name: 'a.txt', bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) },
    { name: 'b.txt', bytes: new TextEncoder().encode('21\n') },
  ]);
const shared = { kernel: wasm, least: { code }, sameBytesEverywhere: true };

/** OEIS A006577. */
const STEPS = [0, 1, 7, 2, 5, 8, 16, 3, 19, 6, 14, 9, 9, 17, 17];

const called: KernelCase[] = [
  {
    name: 'numbers, by a module that is called',
    params: { code, group: 4 },
    input: () => ({ kind: 'range', start: 1, count: 15 }),
    check: (outputs) =>
      expect(text(outputs, 'results.jsonl').trimEnd().split('\n').map(Number)).toEqual(STEPS),
  },
];

kernelContract({ ...shared, run: await runnerOf(COLLATZ), cases: called });

const backwards = (each: string) => Array.from(each).reverse().join('');

const given: KernelCase[] = [
  {
    name: 'lines, by a module that is given bytes',
    params: { code, items: 'lines', group: 1 },
    readsShared: true,
    input: files,
    check: (outputs) =>
      expect(text(outputs, 'results.jsonl').trimEnd().split('\n')).toEqual(
        [...lines, '21'].map((line) => String(Number(backwards(line)))),
      ),
  },
  {
    name: 'whole files that become files',
    params: { code, group: 1, output: 'files' },
    input: files,
    check: (outputs) => expect(text(outputs, 'b.txt.bin')).toBe('\n12'),
  },
];

kernelContract({ ...shared, run: await runnerOf(REVERSE), cases: given });

const commands: KernelCase[] = [
  {
    name: 'files, by a WASI command',
    params: { code, group: 1 },
    input: (blobs) =>
      filesInput(
        blobs,
        ['1\n2\n3\n', 'x', '\n\n'].map((content, i) => ({
          name: `${i}`,
          bytes: new TextEncoder().encode(content),
        })),
      ),
    check: (outputs) =>
      expect(
        text(outputs, 'results.jsonl')
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { lines: number }).lines),
      ).toEqual([3, 0, 2]),
  },
];

kernelContract({ ...shared, run: await runnerOf(COMMAND), cases: commands });

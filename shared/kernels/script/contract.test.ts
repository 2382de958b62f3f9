// `script` is a kernel like any other, whatever its items and results are.
import { expect } from 'vitest';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { filesInput, type MemoryBlobs, type MemoryOutput } from '../memory-job.ts';
import { script } from './describe.ts';
import { code, runnerOf } from './testing/runner-of.ts';

const SOURCE = `
export default async function (item, params, ctx) {
  if (params.make === 'bytes') return new Uint32Array([item, 7 * item]);
  if (params.make === 'lengths') return { length: String(item).length, random: ctx.random() };
  if (params.make === 'sizes') return { name: item.name + '.txt', bytes: String(item.bytes.reduce((a, b) => a + b, item.size)) };
  ctx.log('met', item);
  return { item, sine: ctx.math.sin(item) };
}
export const reduce = (results, params) => results.length + params.from;
`;

const text = (outputs: MemoryOutput[], name: string) =>
  new TextDecoder().decode(outputs.find((each) => each.name === name)?.bytes);
const linesOf = (outputs: MemoryOutput[]) => text(outputs, 'results.jsonl').trimEnd().split('\n');

const range = { kind: 'range', start: -5, count: 50 } as const;
const LINES = Array.from({ length: 400 }, (_, i) => 'x'.repeat((i * 37) % 91) + i);
const files = (blobs: MemoryBlobs) =>
  filesInput(blobs, [
    { name: 'a', bytes: new TextEncoder().encode(LINES.join('\n')) },
    { name: 'empty', bytes: new Uint8Array(0) },
    { name: 'b', bytes: Uint8Array.of(1, 2, 3) },
  ]);
const results = (blobs: MemoryBlobs) =>
  filesInput(blobs, [{ name: 'results.jsonl', bytes: new TextEncoder().encode('1\n2\n3\n') }]);

const cases: KernelCase[] = [
  {
    name: 'numbers of a range',
    params: { code, args: { make: 'objects' }, group: 7 },
    input: () => range,
    check(outputs) {
      const lines = linesOf(outputs).map((line) => JSON.parse(line) as { item: number; sine: number });
      expect(lines.map(({ item }) => item)).toEqual(Array.from({ length: 50 }, (_, i) => i - 5));
      for (const { item, sine } of lines) expect(sine).toBeCloseTo(Math.sin(item), 14);
      expect(text(outputs, 'log.txt').trimEnd().split('\n')).toHaveLength(50);
    },
  },
  {
    name: 'numbers that become bytes',
    params: { code, args: { make: 'bytes' }, group: 20, output: 'bin' },
    input: () => ({ ...range, start: 1 }),
    check(outputs) {
      const { bytes } = outputs.find(({ name }) => name === 'results.bin')!;
      const words = [...new Uint32Array(new Uint8Array(bytes).buffer)];
      expect(words).toEqual(Array.from({ length: 50 }, (_, i) => [i + 1, 7 * (i + 1)]).flat());
    },
  },
  {
    name: 'lines of files',
    params: { code, args: { make: 'lengths' }, items: 'lines', group: 1 },
    // a chunk reads to the end of its last line
    readsShared: true,
    input: files,
    check(outputs) {
      const lines = linesOf(outputs).map((line) => JSON.parse(line) as { length: number; random: number });
      expect(lines.map(({ length }) => length)).toEqual([...LINES.map(({ length }) => length), 3]);
      expect(new Set(lines.map(({ random }) => random)).size).toBe(lines.length);
    },
  },
  {
    name: 'whole files that become files',
    params: { code, args: { make: 'sizes' }, group: 1, output: 'files' },
    input: files,
    check(outputs) {
      expect(outputs.map(({ name }) => name)).toEqual(['a.txt', 'empty.txt', 'b.txt']);
      expect([text(outputs, 'empty.txt'), text(outputs, 'b.txt')]).toEqual(['0', '9']);
    },
  },
  {
    name: 'its own reduce',
    params: { code: { ...code, reduce: true }, args: { from: 10 }, phase: 'reduce' },
    input: results,
    check: (outputs) => expect(text(outputs, 'reduced.json')).toBe('13\n'),
  },
];

kernelContract({
  kernel: script,
  run: await runnerOf(SOURCE),
  least: { code },
  sameBytesEverywhere: true,
  cases,
});

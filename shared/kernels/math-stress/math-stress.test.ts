// `math-stress`: the contract, that answers are what they should be, and the table of scores.
import { closedFiles } from '../input-files.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { kernelContract } from '../kernel-contract.ts';
import { MemoryBlobs, planJob, readerOf, reduceAll, runAll, type MemoryOutput } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { compileMultiplyAdd, embedded } from './build-multiply-add.ts';
import { mathStress } from './describe.ts';
import { LOAD_NAMES, loads } from './loads.ts';
import { reduce } from './reduce.ts';
import { run } from './run.ts';
import { verify } from './verify.ts';

const none: JobInput = { kind: 'none' };
const blobs = new MemoryBlobs();
const readText = (output: MemoryOutput | undefined) => new TextDecoder().decode(output?.bytes);

function expectScores(outputs: MemoryOutput[]): void {
  expect(outputs.map(({ name }) => name)).toEqual(['scores.csv', 'scores.json']);
  expect(readText(outputs[0])).toBe(
    'device,integers,floats,simd,memory,chunks,seconds\n"unknown device",,,,,5,0\n',
  );
}

kernelContract({
  kernel: mathStress,
  run,
  sameBytesEverywhere: true,
  cases: [
    {
      name: 'all loads in turns',
      params: { chunks: 5, rounds: 2 },
      input: () => none,
      check: expectScores,
    },
  ],
});

describe('loads', () => {
  test.each(LOAD_NAMES)('%s has its answer, round after round', async (name) => {
    const round = await loads[name].open();
    expect([round(), round()]).toEqual([loads[name].answer, loads[name].answer]);
  });

  test('one load alone is every chunk’s', async () => {
    const params = parseParams(mathStress, { load: 'integers', chunks: 2, rounds: 1 });
    const job = await planJob(mathStress, params, none, blobs);
    const answers = [...(await runAll(job, run)).values()].map((bytes) => Buffer.from(bytes).readUInt32LE());
    expect(answers).toEqual([loads.integers.answer, loads.integers.answer]);
  });

  test('a machine that computes wrongly is told the round', async () => {
    const params = parseParams(mathStress, { load: 'simd', rounds: 2 });
    const result = Buffer.alloc(8);
    result.writeUInt32LE(loads.simd.answer);
    expect(await verify(params, null, 0, readerOf(new Uint8Array(0)), readerOf(result))).toEqual({
      verdict: 'rejected',
      reason: `round 1 of simd gave 0 instead of ${loads.simd.answer}: it computes wrongly`,
    });
  });

  test('the module is the one that its source compiles to', async () => {
    const committed = readFileSync(join(import.meta.dirname, 'multiply-add-wasm.ts'), 'utf8');
    expect(embedded(await compileMultiplyAdd())).toBe(committed);
  });
});

test('each device has its row: what one second of its threads did', async () => {
  const params = parseParams(mathStress, { chunks: 4, rounds: 10 });
  const job = await planJob(mathStress, params, none, blobs);
  const outputs = new Map<string, string>();
  const by = ['=Tablet "B"', 'A', 'A', '=Tablet "B"'];
  await reduce({
    ...job,
    failed: [],
    stoppedAt: null,
    files: closedFiles,
    signal: new AbortController().signal,
    async *results() {
      for (const [index, name] of by.entries())
        yield {
          index,
          parts: null,
          reader: readerOf(new Uint8Array(40)),
          computed: { by: name, cpuMs: 500 },
        };
    },
    create: (name) => ({
      write: async (bytes) =>
        void outputs.set(name, (outputs.get(name) ?? '') + new TextDecoder().decode(bytes)),
      append: async () => {},
      close: async () => ({ name, size: 0, blob: { size: 0, parts: [] } }),
    }),
  });
  expect(outputs.get('scores.csv')).toBe(
    `device,integers,floats,simd,memory,chunks,seconds\n"'=Tablet ""B""",40,,,1006.6,2,1\n"A",,80,1280,,2,1\n`,
  );
  expect(JSON.parse(outputs.get('scores.json') ?? '')).toMatchObject({
    units: { integers: 'million steps per second of one thread' },
    devices: [{ device: '=Tablet "B"', integers: 40, floats: null, chunks: 2, seconds: 1 }, { device: 'A' }],
  });
});

test('reduced in memory nobody’s time is known', async () => {
  const job = await planJob(mathStress, parseParams(mathStress, { chunks: 1, rounds: 1 }), none, blobs);
  const outputs = await reduceAll(job, await runAll(job, run));
  expect(JSON.parse(readText(outputs[1]))).toMatchObject({
    devices: [{ chunks: 1, seconds: 0, integers: null }],
  });
});

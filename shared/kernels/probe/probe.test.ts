// `probe`: the contract, and that its plan costs nothing however long the range is.
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { closedFiles } from '../input-files.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { MemoryBlobs, planJob, readerOf, reduceAll, runAll, runChunk } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { probe } from './describe.ts';
import { fillFrom } from './mix.ts';
import { run } from './run.ts';

const range = (count: number, start = 0): JobInput => ({ kind: 'range', start, count });
const noBlobs = new MemoryBlobs();

const caseOf = (
  name: string,
  params: Record<string, unknown>,
  input: JobInput,
  size: number,
): KernelCase => ({
  name,
  params,
  input: () => input,
  check: (outputs) => {
    expect(outputs.map((output) => output.name)).toEqual(['probe.bin']);
    expect(outputs[0]!.bytes.length).toBe(size);
  },
});

kernelContract({
  kernel: probe,
  run,
  sameBytesEverywhere: true,
  cases: [
    caseOf('one number a chunk', {}, range(50), 50 * 64),
    caseOf(
      'groups with a rest, from the middle of nowhere',
      { group: 1000, bytes: 20, work: 3 },
      range(3500, 2 ** 40),
      3500 * 20,
    ),
    caseOf('one number', { bytes: 8, work: 2_500_000 }, range(1), 8),
  ],
});

describe('probe', () => {
  test('ten million chunks are planned in no time and no space', async () => {
    const input = range(10_000_000);
    const { plan, index } = await planJob(probe, parseParams(probe, {}), input, noBlobs);
    expect(index).toHaveLength(0);
    expect(plan.count).toBe(10_000_000);
    expect(plan.cost(5_000_000, 5_000_000)).toBe(5_000_000);
    expect(plan.describe(9_999_999)).toBeNull();
  });

  test('it ends at a chunk with a number that begins below the limit, and asks nothing when there is none', async () => {
    const params = parseParams(probe, { bytes: 8, group: 10, findBelow: 0x0400_0000 });
    const job = await planJob(probe, params, range(1000), noBlobs);
    const results = await runAll(job, run);
    const stops = await Promise.all(
      [...results].map(async ([index, bytes]) => [index, await probe.stop!(params, index, readerOf(bytes))]),
    );
    const found = stops.filter(([, stop]) => stop).map(([index]) => index as number);
    const firstWords = (bytes: Uint8Array) =>
      Array.from({ length: bytes.length / 8 }, (_, i) => Buffer.from(bytes).readUInt32LE(i * 8));
    const right = [...results].filter(([, bytes]) => Math.min(...firstWords(bytes)) < 0x0400_0000);
    expect(found).toEqual(right.map(([index]) => index));
    expect(found.length).toBeGreaterThan(3);
    expect(found.length).toBeLessThan(40);
    expect(probe.looksFor!(params)).toBe(true);
    expect(probe.looksFor!(parseParams(probe, {}))).toBe(false);

    const accepted = new Map([...results].filter(([index]) => index % 3 === 0 || index === found[0]));
    const [output, ...others] = await reduceAll(job, accepted, { stoppedAt: found[0]! });
    expect(output!.bytes).toHaveLength(accepted.size * 80);
    expect(others, 'what was not looked at has not failed').toEqual([]);
  });

  test('its rounds follow each other number by number, as many as were asked for', async () => {
    const params = parseParams(probe, { rounds: 3 });
    const context = { params, input: range(50, 7), outputs: [], failed: [], stoppedAt: null };
    const read = () => Promise.reject(new Error('it reads nothing'));
    expect(probe.rounds!(params)).toBe(3);
    expect(await probe.next!({ ...context, read, round: 1 })).toEqual({ params, input: range(50, 57) });
    expect(await probe.next!({ ...context, read, round: 3 })).toBeNull();
    expect(await probe.next!({ ...context, read, round: 1, stoppedAt: 4 }), 'it is found').toBeNull();
  });

  test('the result depends on the number alone, not on how numbers are grouped', async () => {
    const params = parseParams(probe, { group: 4, bytes: 12 });
    const { plan } = await planJob(probe, params, range(9, 7), noBlobs);
    const result = await runChunk(
      run,
      { index: 2, params, args: plan.describe(2)?.args },
      noBlobs.input(null),
    );
    const alone = new Uint8Array(12);
    fillFrom(15, 15, alone);
    expect(result).toEqual(alone);
  });

  test('a number that is asked to fail throws', async () => {
    const params = parseParams(probe, { failAt: [3] });
    await expect(runChunk(run, { index: 3, params, args: undefined }, noBlobs.input(null))).rejects.toThrow(
      'number 3',
    );
    expect(await runChunk(run, { index: 4, params, args: undefined }, noBlobs.input(null))).toHaveLength(64);
  });

  test('long work lets the thread rest', async () => {
    const params = parseParams(probe, { work: 3_500_000 });
    const log = { reads: [], progress: [] };
    await runChunk(run, { index: 0, params, args: undefined }, noBlobs.input(null), undefined, log);
    expect(log.progress.length).toBeGreaterThanOrEqual(3);
  });

  test('limits are named', () => {
    expect(() => parseParams(probe, { bytes: 7 })).toThrow('bytes: must be at least 8');
    expect(() => parseParams(probe, { bytes: 8.5 })).toThrow('bytes: must be a whole number');
    expect(() => probe.split(parseParams(probe, { group: 65_536 }), range(9), closedFiles)).toThrow(
      'group: 65536 results of 64 bytes exceed 1 MiB',
    );
    expect(() => probe.split(parseParams(probe, {}), range(2 ** 33), closedFiles)).toThrow(
      'group: must be at least 3',
    );
  });
});

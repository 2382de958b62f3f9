// `search`: the contract, and each mode against what is known.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { kernelContract, type KernelCase } from '../kernel-contract.ts';
import { MemoryBlobs, planJob, readerOf, reduceAll, runAll, type MemoryOutput } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { search } from './describe.ts';
import { run } from './run.ts';
import { openPrefixHasher, toHex } from './sha256.ts';
import { verify } from './verify.ts';

const none: JobInput = { kind: 'none' };
const blobs = new MemoryBlobs();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const readText = (output: MemoryOutput | undefined) => new TextDecoder().decode(output?.bytes);
const readFound = (outputs: MemoryOutput[]) => JSON.parse(readText(outputs[0])) as Record<string, unknown>;

async function compute(params: Record<string, unknown>, drop: number[] = []): Promise<MemoryOutput[]> {
  const job = await planJob(search, parseParams(search, params), none, blobs);
  const results = await runAll(job, run);
  for (const index of drop) results.delete(index);
  return reduceAll(job, results);
}

const caseOf = (
  name: string,
  params: Record<string, unknown>,
  names: string[],
  found: Record<string, unknown>,
): KernelCase => ({
  name,
  params,
  input: () => none,
  check: (outputs) => {
    expect(outputs.map((output) => output.name)).toEqual(names);
    expect(readFound(outputs)).toMatchObject(found);
  },
});

const SWEEP = { mode: 'sweep', expression: '(x - 1)^2 + (y + 2)^2', keep: 5 };

kernelContract({
  kernel: search,
  run,
  sameBytesEverywhere: true,
  verifierSamples: true,
  cases: [
    caseOf('a nonce that is not there', { zeroBits: 40, tries: 270_000 }, ['found.json', 'best.csv'], {
      found: null,
      tried: 270_000,
      isComplete: true,
    }),
    caseOf('a nonce', { zeroBits: 12, tries: 100_000 }, ['found.json', 'best.csv'], {
      isComplete: false,
    }),
    caseOf('primes', { mode: 'primes', to: 9_000_000 }, ['found.json', 'primes.txt'], {
      count: 602_489,
      largest: 8_999_993,
      isComplete: true,
    }),
    caseOf(
      'a sweep',
      { ...SWEEP, variables: 'x from -50 to 50 step 0.0625, y from -50 to 50 step 0.0625' },
      ['found.json', 'best.csv'],
      { found: { value: expect.closeTo(0, 10) as number } },
    ),
  ],
});

describe('a nonce', () => {
  test('is the smallest number whose digest begins with so many zero bits, as sha256sum sees it', async () => {
    const outputs = await compute({ prefix: 'swarm:', zeroBits: 16, tries: 262_000 });
    let nonce = 0;
    while (!sha256(`swarm:${nonce}`).startsWith('0000')) nonce++;
    expect(readFound(outputs)).toMatchObject({
      found: { nonce, message: `swarm:${nonce}`, sha256: sha256(`swarm:${nonce}`) },
    });
    const [, first] = readText(outputs[1]).split('\n');
    expect(first).toBe(`${nonce},${sha256(`swarm:${nonce}`)}`);
  });
});

describe('a word by its hash', () => {
  test.each([
    ['fox', {}],
    ['ünï', { alphabet: 'üïn', longest: 4 }],
    ['b', { alphabet: 'ab' }],
  ])('%s', async (word, params) => {
    const outputs = await compute({ mode: 'preimage', hash: sha256(word), longest: 3, ...params });
    expect(readFound(outputs)).toMatchObject({ found: { word, sha256: sha256(word) } });
  });

  test('that is not among them is not found, all having been tried', async () => {
    const params = { mode: 'preimage', hash: sha256('abc'), alphabet: 'ab', shortest: 2, longest: 10 };
    expect(readFound(await compute(params))).toEqual({
      mode: 'preimage',
      found: null,
      tried: 2 ** 11 - 4,
      isComplete: true,
    });
  });
});

describe('factors', () => {
  test.each([
    ['91', '7', '13'],
    ['1000000016000000063', '1000000007', '1000000009'],
    ['4', '2', '2'],
    ['25', '5', '5'],
    ['49', '7', '7'],
    ['604462909807314587353086', '2', '302231454903657293676543'],
    ['9007199254740993', '3', '3002399751580331'],
    ['1689259081189', '1299709', '1299721'],
  ])('%s = %s · %s', async (number, factor, cofactor) => {
    expect(BigInt(factor) * BigInt(cofactor)).toBe(BigInt(number));
    const job = await planJob(search, parseParams(search, { mode: 'factor', number }), none, blobs);
    // The chunk where it must be, and those before.
    const chunk = Math.floor(((Number(factor) / 30) * 8) / (131_072 * 32));
    const order = [...new Set([0, chunk])];
    const results = await runAll(job, run, undefined, order);
    const found = readFound(await reduceAll(job, results));
    expect(found).toMatchObject({ found: { factor, cofactor }, isPrime: false });
    expect(
      await verify(job.params, null, chunk, readerOf(new Uint8Array(0)), readerOf(results.get(chunk)!)),
    ).toEqual({
      verdict: 'accepted',
    });
  });

  test.each(['2', '3', '7', '97', '2147483647', '1000000000039'])('%s is prime', async (number) => {
    const found = readFound(await compute({ mode: 'factor', number }));
    expect(found).toMatchObject({ found: null, isPrime: true, isComplete: true });
  });

  test('where chunks before it are missing it may not be the smallest, and without a factor nothing is known', async () => {
    const number = `${1_000_003n * 2_000_003n * 7n}`;
    expect(readFound(await compute({ mode: 'factor', number }))).toMatchObject({
      found: { factor: '7', isSmallest: true },
    });
    expect(readFound(await compute({ mode: 'factor', number: '1000000000039' }, [0]))).toMatchObject({
      found: null,
      isPrime: null,
      tried: 0,
      isComplete: false,
    });
  });
});

describe('primes', () => {
  test.each([
    [0, 1, 0, null],
    [0, 2, 1, 2],
    [2, 2, 1, 2],
    [24, 28, 0, null],
    [1, 1_000_000, 78_498, 999_983],
    [999_999_000_000, 1_000_000_000_000, 36_400, 999_999_999_989],
  ])('from %d to %d there are %d, the largest is %s', async (from, to, count, largest) => {
    expect(readFound(await compute({ mode: 'primes', from, to }))).toMatchObject({ count, largest });
  });

  test('the first ones are listed', async () => {
    const outputs = await compute({ mode: 'primes', from: 10, to: 1000, list: 4 });
    expect(readText(outputs[1])).toBe('11\n13\n17\n19\n');
  });
});

describe('a sweep', () => {
  test('lists the best points in order, equal ones by their place', async () => {
    const outputs = await compute({ ...SWEEP, variables: 'x from -2 to 3; y from -3 to 3 step 1' });
    expect(readText(outputs[1])).toBe('rank,value,x,y\n1,0,1,-2\n2,1,0,-2\n3,1,1,-3\n4,1,1,-1\n5,1,2,-2\n');
    expect(readFound(outputs)).toMatchObject({
      found: { value: 0, x: 1, y: -2 },
      tried: 42,
      isComplete: true,
    });
  });

  test('looks for the largest where it is asked to, past points without a value', async () => {
    const outputs = await compute({
      mode: 'sweep',
      goal: 'largest',
      keep: 2,
      expression: 'log(x)',
      variables: 'x from -1 to 1 step 0.1',
    });
    const lines = readText(outputs[1]).split('\n');
    expect(lines[1]).toBe('1,0,1');
    expect(lines[2]).toMatch(/^2,-0\.105/);
  });

  test('without any value finds nothing', async () => {
    const outputs = await compute({ mode: 'sweep', expression: 'sqrt(x)', variables: 'x from -5 to -1' });
    expect(readFound(outputs)).toMatchObject({ found: null, isComplete: true });
  });
});

test('a hit ends the job, and nothing else does; what is reduced then names it', async () => {
  const params = parseParams(search, { prefix: 'swarm:', zeroBits: 17, tries: 1_000_000 });
  const job = await planJob(search, params, none, blobs);
  const results = await runAll(job, run);
  const stops: number[] = [];
  for (const [index, bytes] of results)
    if (await search.stop!(params, index, readerOf(bytes))) stops.push(index);
  expect(stops.length).toBeGreaterThan(0);
  expect(stops.length).toBeLessThan(results.size);
  const [at = -1] = stops;
  const outputs = await reduceAll(job, new Map([[at, results.get(at)!]]), { stoppedAt: at });
  expect(outputs.map(({ name }) => name)).toEqual(['found.json', 'best.csv']);
  expect(readFound(outputs)).toMatchObject({
    found: { nonce: expect.any(Number) as number },
    isComplete: false,
  });
  const forged = new Uint8Array(results.get(at)!).fill(0, 0, 8);
  expect(await search.stop!(params, at, readerOf(forged.subarray(0, 24)))).toBe(false);
  const looksFor = (mode: string) => search.looksFor!(parseParams(search, { mode }));
  expect(['nonce', 'preimage', 'factor', 'primes', 'sweep'].map(looksFor)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

describe('bad parameters are refused by name', () => {
  test.each([
    [{ mode: 'preimage', hash: 'beef' }, 'hash: must be a SHA-256'],
    [
      { mode: 'preimage', hash: sha256('a'), longest: 16 },
      'longest: 26 characters make too many words of 16',
    ],
    [{ mode: 'preimage', hash: sha256('a'), shortest: 4, longest: 3 }, 'longest: must be at least 4'],
    [{ mode: 'preimage', hash: sha256('a'), alphabet: '' }, 'alphabet: must hold at least one character'],
    [{ mode: 'factor', number: '1' }, 'number: must be at least 2'],
    [{ mode: 'factor', number: '12a' }, 'number: must be written in decimal digits'],
    [{ mode: 'factor', number: `${2n ** 79n}` }, 'number: must be below 2^79'],
    [{ mode: 'primes', from: 9, to: 8 }, 'to: must be at least 9'],
    [{ mode: 'sweep', variables: 'x = 1..3' }, 'variables: “x = 1..3” does not read like'],
    [{ mode: 'sweep', variables: 'x from 3 to 1' }, 'variables: x must go upwards'],
    [{ mode: 'sweep', variables: 'x from 0 to 1 step 0' }, 'variables: x must go upwards'],
    [{ mode: 'sweep', variables: 'x from 0 to 1, x from 0 to 1' }, 'variables: each name can be used once'],
    [{ mode: 'sweep', expression: 'x + q', variables: 'x from 0 to 1' }, 'expression: there is no “q”'],
    [{ mode: 'sweep', expression: 'x', variables: 'x from 0 to 1 step 1e-16' }, 'candidates are too many'],
  ])('%j: %s', async (params, message) => {
    await expect(planJob(search, parseParams(search, params), none, blobs)).rejects.toThrow(message);
  });
});

test('SHA-256 of whatever length, split wherever, is that of node:crypto', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i * 7);
  for (const before of [0, 1, 55, 63, 64, 65, 128, 200]) {
    for (const after of [0, 1, 16, 55, 56, 64, 99]) {
      const ours = toHex(openPrefixHasher(bytes.subarray(0, before)).digest(bytes.subarray(before), after));
      expect(ours).toBe(
        createHash('sha256')
          .update(bytes.subarray(0, before + after))
          .digest('hex'),
      );
    }
  }
});

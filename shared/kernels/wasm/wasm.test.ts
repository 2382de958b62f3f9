// `wasm`: known answers, what goes in and out of a module, WASI without files, and what is refused before anything is computed.
import { describe, expect, test } from 'vitest';
import type { Sha256 } from '../../contract/ids.ts';
import type { JobInput } from '../../contract/job.ts';
import { filesInput, MemoryBlobs, planJob, reduceAll, runAll } from '../memory-job.ts';
import { parseParams } from '../registry.ts';
import { compileAndCheck } from './check-module.ts';
import { wasm } from './describe.ts';
import { makeRunner } from './run.ts';
import { COLLATZ, COMMAND, compileSample, IMPORTS, REVERSE } from './testing/compile-sample.ts';

const code = { sha: '0'.repeat(64) as Sha256, size: 1, name: 'own.wasm' };
const range = (count: number, start = 0): JobInput => ({ kind: 'range', start, count });
const utf8 = (content: string) => new TextEncoder().encode(content);

async function mapOver(
  module: Uint8Array<ArrayBuffer>,
  input: (blobs: MemoryBlobs) => JobInput,
  params: Record<string, unknown> = {},
) {
  const blobs = new MemoryBlobs();
  const job = await planJob(wasm, parseParams(wasm, { code, ...params }), input(blobs), blobs);
  const results = await runAll(job, makeRunner('own.wasm', module).runChunk);
  const outputs = await reduceAll(job, results);
  return new Map(outputs.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]));
}

const files = (contents: Record<string, string>) => (blobs: MemoryBlobs) =>
  filesInput(
    blobs,
    Object.entries(contents).map(([name, content]) => ({ name, bytes: utf8(content) })),
  );

describe('a module computes', () => {
  test('numbers, with answers that are known (OEIS A006577)', async () => {
    const outputs = await mapOver(await compileSample(COLLATZ), () => range(15, 1), { group: 4 });
    expect(outputs.get('results.jsonl')!.trim().split('\n').map(Number)).toEqual([
      0, 1, 7, 2, 5, 8, 16, 3, 19, 6, 14, 9, 9, 17, 17,
    ]);
    const far = await mapOver(await compileSample(COLLATZ), () => range(1, 837_799));
    expect(far.get('results.jsonl')).toBe('524\n');
  });

  test('files and lines, whose bytes it is given and whose bytes it gives back', async () => {
    const module = await compileSample(REVERSE);
    const whole = await mapOver(module, files({ a: 'abc', empty: '' }), { output: 'files' });
    expect(Object.fromEntries(whole)).toEqual({ 'a.bin': 'cba', 'empty.bin': '' });
    const lines = await mapOver(module, files({ a: '21\n43\n' }), { items: 'lines' });
    expect(lines.get('results.jsonl')).toBe('12\n34\n');
  });

  test('with its parameters, a log, and random numbers of the item; every item in a new instance', async () => {
    const module = await compileSample(IMPORTS);
    const of = async (group: number) =>
      (await mapOver(module, () => range(3), { args: { a: [1] }, group })).get('results.jsonl')!;
    const lines = (await of(1))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ calls, args }) => [calls, args])).toEqual([
      [1, { a: [1] }],
      [1, { a: [1] }],
      [1, { a: [1] }],
    ]);
    expect(new Set(lines.map(({ random }) => random)).size).toBe(3);
    expect(await of(3)).toBe(await of(1));
    expect((await mapOver(module, () => range(1))).get('log.txt')).toBe('number 0: }\n');
  });

  test('as a WASI command: standard input to standard output, no files, a clock and random numbers that are the same everywhere', async () => {
    const module = await compileSample(COMMAND);
    const once = await mapOver(module, files({ a: '1\n2\n3\n', b: 'x' }));
    const lines = once
      .get('results.jsonl')!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);
    expect(lines.map(({ lines: count, opened, time }) => [count, opened, time])).toEqual([
      [3, 76, 1_000_000],
      [0, 76, 1_000_000],
    ]);
    expect(once.get('log.txt')).toMatch('counted');
    expect(await mapOver(module, files({ a: '1\n2\n3\n', b: 'x' }))).toEqual(once);
    await expect(mapOver(module, files({ a: '\n'.repeat(7) }))).rejects.toThrow(
      'file "a": the command ended with code 7',
    );
  });
});

describe('what goes wrong is said with the item and the reason', () => {
  test('a module that aborts, traps, or writes what is no JSON', async () => {
    await expect(mapOver(await compileSample(IMPORTS), () => range(4))).rejects.toThrow(
      /^number 3: the module aborted at line \d+.*it had logged: \}/,
    );
    const trap = await compileSample(
      'export function run(item: i64, p: i32, l: i32): i32 { return unreachable(); }',
    );
    await expect(mapOver(trap, () => range(1))).rejects.toThrow('number 0: the module stopped: unreachable');
    await expect(mapOver(await compileSample(REVERSE), files({ a: 'abc' }))).rejects.toThrow(
      'its 3 bytes are no JSON',
    );
    await expect(mapOver(await compileSample(COLLATZ), files({ a: 'abc' }))).rejects.toThrow(
      'exports no `alloc',
    );
    const wild = await compileSample(
      'export function run(item: i64, p: i32, l: i32): i64 { return (<i64>0x7fffffff << 32) | 0x7fffffff; }',
    );
    await expect(mapOver(wild, () => range(1))).rejects.toThrow(
      /number 0: .*(out of bounds|Invalid typed array|offset)/,
    );
  });

  test('unknown imports, missing exports and what is no module are refused at submission, by name', async () => {
    const refuses = async (module: Uint8Array, message: RegExp) =>
      await expect(compileAndCheck(module, 'own.wasm')).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(message) as string,
      });
    await refuses(utf8('not wasm'), /^"own\.wasm" is no module of WebAssembly: /);
    const reaching = `@external("net", "connect") declare function connect(x: i32): i32;
      @external("covey", "fetch") declare function fetch(x: i32): i32;
      export function run(item: i64, p: i32, l: i32): i32 { return connect(1) + fetch(2); }`;
    await refuses(
      await compileSample(reaching),
      /imports what nobody gives it: (net\.connect \(function\)|covey\.fetch \(function\)|, )+$/,
    );
    await refuses(
      await compileSample('export function other(): void {}'),
      /exports neither `run` nor `_start`/,
    );
    expect(await compileAndCheck(await compileSample(COLLATZ), 'a')).toBe('items');
    expect(await compileAndCheck(await compileSample(COMMAND), 'a')).toBe('command');
  });
});

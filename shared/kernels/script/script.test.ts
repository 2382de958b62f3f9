// `script`: the contract, what scripts may return, where lines begin, and what is said of what goes wrong.
import { describe, expect, test } from 'vitest';
import type { JobInput } from '../../contract/job.ts';
import { filesInput, MemoryBlobs, planJob, reduceAll, runAll, type MemoryFile } from '../memory-job.ts';
import { prepareModule } from '../owner-code/prepare-module.ts';
import { INEXACT, MATH_TABLE, MATH_TABLE_SCRIPT } from '../owner-code/testing/math-table.ts';
import { parseParams } from '../registry.ts';
import { script } from './describe.ts';
import { code, runnerOf } from './testing/runner-of.ts';

const range = (count: number, start = 0): JobInput => ({ kind: 'range', start, count });
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const utf8 = (content: string) => new TextEncoder().encode(content);

interface Asked {
  input?: (blobs: MemoryBlobs) => JobInput;
  params?: Record<string, unknown>;
}

async function mapOver(source: string, { input = () => range(5), params = {} }: Asked = {}) {
  const blobs = new MemoryBlobs();
  const job = await planJob(script, parseParams(script, { code, ...params }), input(blobs), blobs);
  const run = await runnerOf(source);
  const results = await runAll(job, run);
  const outputs = await reduceAll(job, results);
  return { job, results, outputs, byName: new Map(outputs.map(({ name, bytes }) => [name, text(bytes)])) };
}

const filesOf = (files: Record<string, string>) => (blobs: MemoryBlobs) =>
  filesInput(
    blobs,
    Object.entries(files).map(([name, content]): MemoryFile => ({ name, bytes: utf8(content) })),
    true,
  );

describe('a script computes', () => {
  test('every number of a range, in its order, however it is cut', async () => {
    const source = 'export default (n: number, p: { by: number }): number => n * p.by;';
    for (const group of [0, 1, 7, 1000]) {
      const { byName } = await mapOver(source, {
        input: () => range(100, -3),
        params: { group, args: { by: 2 } },
      });
      expect(byName.get('results.jsonl')).toBe(
        Array.from({ length: 100 }, (_, i) => `${(i - 3) * 2}\n`).join(''),
      );
    }
  });

  test('an async function, and objects with their keys in order', async () => {
    const { byName } = await mapOver(
      'export default async (n) => { await null; return { z: [n, null, "é\\u2028"], a: { y: -0, b: true } }; }',
      { input: () => range(1) },
    );
    expect(byName.get('results.jsonl')).toBe('{"a":{"b":true,"y":0},"z":[0,null,"é\u2028"]}\n');
  });

  test('lines of text and of JSON, wherever chunks are cut', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => 'x'.repeat((i * 37) % 91) + i);
    const one = lines.join('\n');
    const two = `${lines.slice(0, 9).join('\r\n')}\r\n`;
    const { byName, job } = await mapOver('export default (line) => line;', {
      input: filesOf({ 'one.txt': one, 'empty.txt': '', 'two.txt': two }),
      params: { items: 'lines', group: 1 },
    });
    expect(job.plan.count).toBeGreaterThan(200);
    const expected = [...lines, ...lines.slice(0, 9)].map((line) => `${JSON.stringify(line)}\n`);
    expect(byName.get('results.jsonl')).toBe(expected.join(''));
    const json = await mapOver('export default ({ a }) => a + 1;', {
      input: filesOf({ 'a.jsonl': '{"a":1}\n\n{"a":2}\n  \n{"a":3}' }),
      params: { items: 'json' },
    });
    expect(json.byName.get('results.jsonl')).toBe('2\n3\n4\n');
  });

  test('a line that fills chunks is computed once, and one that is too long fails', async () => {
    const long = 'y'.repeat(10_000);
    const source = 'export default (line) => line.length;';
    const params = { items: 'lines', group: 1 };
    const { byName } = await mapOver(source, { input: filesOf({ a: `1\n${long}\n22\n${long}` }), params });
    expect(byName.get('results.jsonl')).toBe('1\n10000\n2\n10000\n');
    await expect(
      mapOver(source, {
        input: filesOf({ 'b.txt': `1\n${'z'.repeat(1_100_000)}\n` }),
        params: { items: 'lines' },
      }),
    ).rejects.toThrow('the line at byte 2 of "b.txt" is longer than 1024 KiB');
  });

  test('whole files, and gives back a file for each, under its own name or a safe one', async () => {
    const { byName } = await mapOver(
      `export default ({ name, size, bytes }) => name === 'b' ? { name: '../up.txt', bytes: 'up' } : name === 'c' ? { n: size } : bytes.slice(0, 2);`,
      { input: filesOf({ a: 'hello', b: '', c: 'xyz' }), params: { output: 'files' } },
    );
    expect(Object.fromEntries(byName)).toEqual({ 'a.bin': 'he', '_/up.txt': 'up', 'c.json': '{"n":3}\n' });
  });

  test('typed arrays end to end, not-a-number in one way only', async () => {
    const { outputs } = await mapOver(
      'export default (n) => { const f = new Float64Array(2); new DataView(f.buffer).setBigUint64(0, 0x7ff8000000000123n, true); f[1] = n; return f; }',
      { input: () => range(2), params: { output: 'bin' } },
    );
    const view = new DataView(outputs[0]!.bytes.buffer, outputs[0]!.bytes.byteOffset);
    expect(outputs[0]!.name).toBe('results.bin');
    expect(view.getBigUint64(0, true)).toBe(0x7ff8_0000_0000_0000n);
    expect(view.getFloat64(24, true)).toBe(1);
  });

  test('random numbers belong to the item: the same however it is cut, others for another seed', async () => {
    const source = 'export default (n, p, ctx) => [ctx.random(), Math.random(), ctx.math.random()];';
    const of = async (params: Record<string, unknown>) =>
      (await mapOver(source, { input: () => range(40), params })).byName.get('results.jsonl');
    expect(await of({ group: 1 })).toBe(await of({ group: 13 }));
    expect(await of({ seed: 1 })).not.toBe(await of({ seed: 2 }));
    const numbers = (await of({}))!.match(/0\.\d+/g)!.map(Number);
    expect(new Set(numbers).size).toBe(120);
    expect(numbers.reduce((sum, x) => sum + x, 0) / 120).toBeCloseTo(0.5, 0);
  });

  test('sine and its kin have the bits that they have everywhere', async () => {
    const { byName } = await mapOver(MATH_TABLE_SCRIPT, { input: () => range(INEXACT.length) });
    expect(byName.get('results.jsonl')).toBe(MATH_TABLE);
  });

  test('log lines reach the owner, capped', async () => {
    const { byName } = await mapOver(
      'export default (n, p, ctx) => { for (let i = 0; i < (n === 3 ? 1000 : 1); i++) ctx.log("at", n, { n }); return n; }',
      { params: { group: 1 } },
    );
    const log = byName.get('log.txt')!;
    expect(log).toMatch(/^number 0: at 0 \{"n":0\}\n/);
    expect(log.split('\n')).toHaveLength(200 + 4 + 2);
    expect(log).toMatch(/… and 800 more lines/);
  });

  test('its own `reduce` gets every result and makes a file', async () => {
    const source = `export default (n) => n;
      export const reduce = (results, params) => ({ sum: results.reduce((a, b) => a + b, 0), params });`;
    const { byName } = await mapOver(source, {
      input: filesOf({ 'results.jsonl': '1\n2\n3\n' }),
      params: { phase: 'reduce', args: 7 },
    });
    expect(byName.get('reduced.json')).toBe('{"params":7,"sum":6}\n');
  });
});

describe('what goes wrong is said with the item and the reason', () => {
  const wrong: [what: string, source: string, message: RegExp][] = [
    [
      'throws',
      'export default (n) => {\n  if (n === 3) throw new TypeError("no 3");\n  return n;\n}',
      /^number 3: TypeError: no 3 \(own\.ts:2:\d+\)/,
    ],
    ['throws something else', 'export default () => { throw null; }', /^number 0: it threw null/],
    [
      'logs, then throws',
      'export default (n, p, ctx) => { ctx.log("seen", n); missing(); }',
      /^number 0: ReferenceError: missing is not defined \(own\.ts:1:\d+\); it had logged: seen 0$/,
    ],
    ['returns a function', 'export default () => () => 1', /^number 0: it returned a function/],
    ['returns nothing', 'export default () => {}', /^number 0: it returned undefined \(return null/],
    [
      'returns not-a-number deep inside',
      'export default () => ({ a: [1, { b: NaN }] })',
      /it returned NaN at \.a\[1\]\.b/,
    ],
    ['returns infinity', 'export default () => -Infinity', /it returned -Infinity/],
    ['returns a Map', 'export default () => new Map()', /it returned a Map/],
    ['returns a BigInt', 'export default () => 1n', /it returned a BigInt/],
    [
      'returns a cycle',
      'export default () => { const a = []; a.push(a); return a; }',
      /nested deeper than 500/,
    ],
    [
      'returns bytes where JSON goes',
      'export default () => new Uint8Array(3)',
      /it returned a Uint8Array; for bytes choose/,
    ],
    [
      'returns 1 GB',
      'export default () => [1, 2, 3].map(() => "x".repeat(2 ** 29 - 100))',
      /more than 64 MiB/,
    ],
    ['rejects', 'export default async () => { throw new Error("later") }', /^number 0: later/],
    [
      'changes its parameters',
      'export default (n, p) => { p.a = 2; return 1; }',
      /read only property|not extensible|Cannot assign/,
    ],
    [
      'is refused by its own verify',
      'export default (n) => n; export const verify = (n) => n < 2;',
      /^number 2: its own `verify` says/,
    ],
  ];
  test.each(wrong)('a script that %s', async (_, source, message) => {
    await expect(mapOver(source, { params: { args: { a: 1 } } })).rejects.toThrow(message);
  });

  test('a script that does not load, or exports no function', async () => {
    await expect(runnerOf('throw new Error("top"); export default 1')).rejects.toThrow(
      /own\.ts does not load: top \(own\.ts:1/,
    );
    await expect(runnerOf('export default 1')).rejects.toThrow('no default export that is a function');
    await expect(runnerOf('export const a = 1')).rejects.toThrow('no default export that is a function');
    await expect(runnerOf('import fs from "node:fs"; export default () => fs.x')).rejects.toThrow(
      'it imports "node:fs", which was not bundled',
    );
  });

  test('a script that cannot be read names its line', async () => {
    await expect(prepareModule('export default (\nlet x = ;', 'bad.ts')).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/"bad\.ts" cannot be read: .*\(2:/) as string,
    });
    await expect(prepareModule('const a = 1', 'none.ts')).rejects.toThrow('exports nothing');
  });

  test('chunks that failed are left out and named', async () => {
    const { job, results } = await mapOver('export default (n) => n', { params: { group: 2 } });
    results.delete(1);
    const outputs = await reduceAll(job, results);
    expect(outputs.map(({ name, bytes }) => [name, text(bytes)])).toEqual([
      ['results.jsonl', '0\n1\n4\n'],
      ['failed.txt', 'numbers 2 to 3\n'],
    ]);
  });

  test('a result that is none (possible only unverified) counts as failed', async () => {
    const { job, results } = await mapOver('export default (n) => n', { params: { group: 2 } });
    results.set(0, utf8('garbage that is no result at all'));
    const outputs = await reduceAll(job, results);
    expect(outputs.map(({ name }) => name)).toEqual(['results.jsonl', 'failed.txt']);
  });
});

describe('the plan', () => {
  test('ten million numbers cost no space, and no code is refused by name', async () => {
    const blobs = new MemoryBlobs();
    const { plan } = await planJob(script, parseParams(script, { code }), range(10_000_000), blobs);
    expect(plan.count).toBeLessThanOrEqual(16_384);
    expect(plan.cost(0, plan.count)).toBe(10_000_000);
    await expect(planJob(script, parseParams(script, {}), range(1), blobs)).rejects.toThrow(/^code: /);
  });

  test('costs of text add up', async () => {
    const blobs = new MemoryBlobs();
    const input = filesOf({ a: 'a\n'.repeat(9000), b: '', c: 'b\n'.repeat(50) })(blobs);
    const { plan } = await planJob(
      script,
      parseParams(script, { code, items: 'lines', group: 2 }),
      input,
      blobs,
    );
    let sum = 0;
    for (let i = 0; i < plan.count; i++) sum += plan.cost(i, 1);
    expect(plan.cost(0, plan.count)).toBe(sum);
  });
});

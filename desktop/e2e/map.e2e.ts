// `covey map`: a function of one's own, with what it imports, over numbers, lines and a list; its own reduce; and what is wrong with it said
// before anything is computed.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileSample, COLLATZ } from '../../shared/kernels/wasm/testing/compile-sample.ts';
import { makeStage, type Report } from './stage.ts';

test('a script over numbers, with an import, its own reduce and a log; the same over lines and a list', async () => {
  const { standing, covey } = await makeStage();
  const write = (name: string, text: string | Uint8Array) => writeFile(join(standing, name), text);
  const read = (name: string) => readFile(join(standing, name), 'utf8');
  await write('square.ts', 'export const square = (n: number): number => n * n;\n');
  await write(
    'own.ts',
    `import { square } from './square.ts';
    export default (n: number, params: { add: number }, ctx): number => { if (n === 9) ctx.log('nine'); return square(n) + params.add; };
    export const reduce = (results: number[]) => results.reduce((sum, x) => sum + x, 0);\n`,
  );
  const { code, json, err } = await covey(
    'map',
    'own.ts',
    '--range',
    '0:1000',
    '--args',
    '{"add":1}',
    '--out',
    'out',
    '--json',
  );
  expect({ code, err }).toMatchObject({ code: 0 });
  expect((json as unknown as Report).state).toBe('done');
  expect((await read('out/results.jsonl')).split('\n').slice(0, 4)).toEqual(['1', '2', '5', '10']);
  expect(await read('out/reduced.json')).toBe(`${(999 * 1000 * 1999) / 6 + 1000}\n`);
  expect(await read('out/log.txt')).toBe('number 9: nine\n');

  await write('words.ts', 'export default (line: string) => line.split(" ").length;');
  await write('text.txt', 'one two\nthree\nfour five six');
  expect((await covey('map', 'words.ts', '--lines', 'text.txt', '--out', 'lines')).code).toBe(0);
  expect(await read('lines/results.jsonl')).toBe('2\n1\n3\n');
  await write('list.json', '[{"a":1},{"a":5}]');
  await write('a.ts', 'export default async ({ a }) => a * 2;');
  expect((await covey('map', 'a.ts', '--list', 'list.json', '--out', 'list', '--trust')).code).toBe(0);
  expect(await read('list/results.jsonl')).toBe('2\n10\n');
  await write('collatz.wasm', await compileSample(COLLATZ));
  expect((await covey('map', 'collatz.wasm', '--range', '27:1', '--out', 'wasm')).code).toBe(0);
  expect(await read('wasm/results.jsonl')).toBe('111\n');
});

test('what can be known beforehand is refused with the file, the line and what to do', async () => {
  const { standing, covey } = await makeStage();
  const refusals: [string, string | Uint8Array, RegExp][] = [
    ['syntax.ts', 'export default function () {\n  let a = ;\n}', /"syntax\.ts" cannot be read: .*\(2:/],
    ['none.ts', 'const a = 1;', /"none\.ts" exports nothing/],
    [
      'files.ts',
      'import fs from "node:fs";\nexport default () => fs.readdirSync("/");',
      /imports "node:fs", which job code never has/,
    ],
    ['missing.ts', 'import x from "no-such-package";\nexport default () => x;', /no-such-package/],
    ['nothing.wasm', new Uint8Array([1, 2, 3]), /"nothing\.wasm" is no module of WebAssembly/],
    [
      'reaching.wasm',
      await compileSample(
        '@external("net", "connect") declare function connect(x: i32): i32;\nexport function run(i: i64, p: i32, l: i32): i32 { return connect(1); }',
      ),
      /imports what nobody gives it: net\.connect \(function\)/,
    ],
  ];
  for (const [name, text, says] of refusals) {
    await writeFile(join(standing, name), text);
    const { code, err } = await covey('map', name, '--range', '0:5', '--out', 'out');
    expect([name, code]).toEqual([name, 1]);
    expect(err).toMatch(says);
  }
  expect((await covey('map', 'none.ts', '--out', 'out')).err).toMatch(/nothing/);
});

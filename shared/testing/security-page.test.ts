// SECURITY.md names a test for each promise: the file must exist and hold a test of that name.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** `[what](path/of.test.ts) “name of the test”`: one link, then one name. */
const NAMED = /\]\(([\w./-]+\.ts)\) “([^”]+)”/g;
const THREATS = [
  'curious device',
  'lying device',
  'hostile page',
  'hostile LAN',
  'stolen phone',
  'malicious script',
];

const read = () => readFileSync(join(root, 'SECURITY.md'), 'utf8');
/** As it stands in the file: an opening quote, the name, the closing one. */
const holds = (text: string, name: string) =>
  ["'", '"', '`'].some((quote) => text.includes(quote + name + quote));

function missingIn(page: string): string[] {
  return [...page.matchAll(NAMED)]
    .filter(([, path = '', name = '']) => {
      const file = join(root, path);
      return !existsSync(file) || !holds(readFileSync(file, 'utf8'), name);
    })
    .map(([, path, name]) => `${path}: ${name}`);
}

test('every test that SECURITY.md names exists', () => {
  expect(missingIn(read())).toEqual([]);
});

test('every quoted name stands behind the file it is in', () => {
  const page = read().slice(read().indexOf('## Against whom'), read().indexOf('## What is not promised'));
  expect([...page.matchAll(NAMED)]).toHaveLength([...page.matchAll(/“/g)].length);
});

test('every threat has a row with tests in it', () => {
  for (const threat of THREATS) {
    const row = read()
      .split('\n')
      .find((line) => new RegExp(`^\\| an? ${threat}`).test(line));
    expect([threat, [...(row ?? '').matchAll(NAMED)].length > 0]).toEqual([threat, true]);
  }
});

test('a test that is not there is found to be missing', () => {
  const page = '[a](shared/testing/security-page.test.ts) “no such name” [b](no/such.test.ts) “x”';
  expect(missingIn(page)).toEqual([
    'shared/testing/security-page.test.ts: no such name',
    'no/such.test.ts: x',
  ]);
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { openStateFile } from './state-file.ts';

const Schema = z.object({ name: z.string(), count: z.number() });
const first = { name: 'first', count: 0 };
let folder = '';
const troubles: string[] = [];
const path = () => join(folder, 'deep', 'state.json');
const open = () => openStateFile(path(), Schema, first, (text) => void troubles.push(text));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covey-state-'));
  troubles.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what was changed is there after the next start, and nothing lies beside it', async () => {
  const file = await open();
  expect(file.value).toEqual(first);
  void file.change({ count: 1 });
  void file.change({ count: 2 });
  await file.change({ name: 'kept' });
  expect((await open()).value).toEqual({ name: 'kept', count: 2 });
  expect(await readdir(join(folder, 'deep'))).toEqual(['state.json']);
  expect(troubles).toEqual([]);
});

test('a file of an older program keeps what it knew', async () => {
  await (await open()).change({ count: 5 });
  await writeFile(path(), '{"count": 7}');
  expect((await open()).value).toEqual({ name: 'first', count: 7 });
});

test.each(['{"name": "x", "cou', '[]', '"text"', '{"count": "many"}', ''])(
  'a file that cannot be read is set aside and said: %j',
  async (text) => {
    await (await open()).change({ count: 5 });
    await writeFile(path(), text);
    expect((await open()).value).toEqual(first);
    expect(troubles).toHaveLength(1);
    expect(await readFile(`${path()}.unreadable`, 'utf8')).toBe(text);
  },
);

test('a write that was cut off before the rename changes nothing', async () => {
  await (await open()).change({ count: 5 });
  await writeFile(`${path()}.new`, '{"name": "half');
  const file = await open();
  expect(file.value.count).toBe(5);
  await file.change({ count: 6 });
  expect((await open()).value.count).toBe(6);
});

test('a disk that refuses is said, and the value holds for this run', async () => {
  const file = await open();
  await rm(join(folder, 'deep'), { recursive: true });
  await file.change({ count: 3 });
  expect(file.value.count).toBe(3);
  expect(troubles[0]).toContain('could not be written');
});

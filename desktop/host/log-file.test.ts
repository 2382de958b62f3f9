import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from './log-file.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'covey-log-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));
const now = () => new Date(0);

test('lines come in order, one event a line whatever it holds', async () => {
  const log = openLogFile(join(folder, 'logs', 'covey.log'), { now });
  log.write('info', 'started');
  log.write('error', 'two\nlines\u001b[31m');
  await log.flushed();
  expect(await readFile(join(folder, 'logs', 'covey.log'), 'utf8')).toBe(
    '1970-01-01T00:00:00.000Z info started\n1970-01-01T00:00:00.000Z error two lines [31m\n',
  );
});

test('a full file is put aside, and the oldest goes', async () => {
  const path = join(folder, 'covey.log');
  const log = openLogFile(path, { mostBytes: 200, kept: 2, now });
  for (let i = 0; i < 40; i++) {
    log.write('info', `line ${i} ${'x'.repeat(60)}`);
    await log.flushed();
  }
  expect((await readdir(folder)).toSorted()).toEqual(['covey.log', 'covey.log.1', 'covey.log.2']);
  for (const name of await readdir(folder))
    expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(200);
  expect(await readFile(path, 'utf8')).toContain('line 39');
  expect(await readFile(`${path}.1`, 'utf8')).toContain('line 37');
});

test('a program that was started again goes on in the same file', async () => {
  const path = join(folder, 'covey.log');
  await writeFile(path, 'before\n');
  const log = openLogFile(path, { now });
  log.write('info', 'after');
  await log.flushed();
  expect(await readFile(path, 'utf8')).toMatch(/^before\n.* after\n$/);
});

test('a disk that refuses costs lines, never the program', async () => {
  await writeFile(join(folder, 'file'), '');
  const log = openLogFile(join(folder, 'file', 'covey.log'), { now });
  log.write('info', 'lost');
  await expect(log.flushed()).resolves.toBeUndefined();
});

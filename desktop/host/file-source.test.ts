import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSource } from '../../shared/client/source.ts';
import { fileSource } from './file-source.ts';
import { makeDirectory } from './fake-directory.ts';

async function makeSource(text: string) {
  const path = join(await makeDirectory(), 'file');
  await writeFile(path, text);
  return { path, source: fileSource({ name: 'typed', path, size: text.length }) };
}
const read = async (source: ReturnType<typeof fileSource>, offset: number, length: number) =>
  Buffer.from(await readSource(source, offset, length)).toString();

test('any stretch of a file can be read', async () => {
  const { source } = await makeSource('0123456789');
  expect(await read(source, 0, 10)).toBe('0123456789');
  expect(await read(source, 3, 4)).toBe('3456');
  expect(await read(source, 10, 0)).toBe('');
});

test('a file that grows, shrinks or goes is an error that names it', async () => {
  const { path, source } = await makeSource('0123456789');
  await appendFile(path, 'x');
  await expect(read(source, 5, 5)).rejects.toMatchObject({
    code: 'source-changed',
    message: '"typed" changed while it was read: it grew beyond 10 bytes',
  });
  await truncate(path, 7);
  await expect(read(source, 5, 5)).rejects.toMatchObject({
    code: 'source-changed',
    message: '"typed" changed while it was read: it ended at byte 7 of 10',
  });
  await rm(path);
  await expect(read(source, 5, 5)).rejects.toMatchObject({
    code: 'source-unreadable',
    message: expect.stringMatching(/^"typed" cannot be read: ENOENT/),
  });
});

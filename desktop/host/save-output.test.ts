import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory } from './fake-directory.ts';
import { saveOutput } from './save-output.ts';

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
const inputs = new Set<string>();

test('the bytes are written, in folders that are made when needed', async () => {
  const out = join(await makeDirectory(), 'new', 'out');
  const path = await saveOutput(out, 'a/b/ü 🙂.txt', pieces('one ', 'two'), { inputs });
  expect(path).toBe(join(out, 'a/b/ü 🙂.txt'));
  expect(await readFile(path, 'utf8')).toBe('one two');
});

test('an older file of that name is replaced as a whole', async () => {
  const out = await makeDirectory();
  await writeFile(join(out, 'a'), 'older and longer');
  await saveOutput(out, 'a', pieces('new'), { inputs });
  expect(await readFile(join(out, 'a'), 'utf8')).toBe('new');
  expect(await readdir(out)).toEqual(['a']);
});

test('when the bytes end in an error the older file stays and nothing else is left', async () => {
  const out = await makeDirectory();
  await writeFile(join(out, 'a'), 'older');
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('the coordinator is gone');
  }
  await expect(saveOutput(out, 'a', broken(), { inputs })).rejects.toThrow('the coordinator is gone');
  expect(await readFile(join(out, 'a'), 'utf8')).toBe('older');
  expect(await readdir(out)).toEqual(['a']);
});

test('a file of the input is never replaced', async () => {
  const out = await makeDirectory();
  await writeFile(join(out, 'a'), 'input');
  const saved = saveOutput(out, 'a', pieces('x'), { inputs: new Set([join(out, 'a')]) });
  await expect(saved).rejects.toMatchObject({
    code: 'output-refused',
    message: expect.stringMatching('it is a file of the input'),
  });
  expect(await readFile(join(out, 'a'), 'utf8')).toBe('input');
});

test('a link is replaced, not followed, even when it leads out of the directory', async () => {
  const base = await makeDirectory();
  await mkdir(join(base, 'out'));
  await writeFile(join(base, 'precious'), 'precious');
  await symlink(join(base, 'precious'), join(base, 'out', 'a'));
  await saveOutput(join(base, 'out'), 'a', pieces('new'), { inputs });
  expect(await readFile(join(base, 'precious'), 'utf8')).toBe('precious');
  expect(await readFile(join(base, 'out', 'a'), 'utf8')).toBe('new');
});

test('a folder that is a link out of the directory is refused and nothing is made there', async () => {
  const base = await makeDirectory();
  await mkdir(join(base, 'out'));
  await mkdir(join(base, 'elsewhere'));
  await symlink(join(base, 'elsewhere'), join(base, 'out', 'd'));
  await expect(saveOutput(join(base, 'out'), 'd/deep/a', pieces('x'), { inputs })).rejects.toMatchObject({
    code: 'output-refused',
  });
  expect(await readdir(join(base, 'elsewhere'))).toEqual([]);
});

test('a folder in the place of a file, and a file in the place of a folder, are refused by name', async () => {
  const out = await makeDirectory();
  await mkdir(join(out, 'a'));
  await writeFile(join(out, 'f'), '');
  await expect(saveOutput(out, 'a', pieces('x'), { inputs })).rejects.toThrow(
    /a" is not written: a folder has that name/,
  );
  await expect(saveOutput(out, 'f/b', pieces('x'), { inputs })).rejects.toThrow(
    /f" is not written: a file has the name of a folder/,
  );
});

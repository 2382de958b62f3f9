import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeDirectory } from './fake-directory.ts';
import { walkInputs } from './walk-inputs.ts';

async function makeTree(files: Record<string, string>): Promise<string> {
  const root = await makeDirectory();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}
const namesIn = async (typed: string[], standing: string, leaveOut?: string) =>
  (await walkInputs(typed, standing, leaveOut)).files.map((file) => file.name);

test('a folder is walked to its end, in an order that depends on the names alone', async () => {
  const root = await makeTree({ 'd/b': '2', 'd/a/z': '', 'd/a/y/x': 'xyz', 'd/Z': '1', 'd/.hidden': '' });
  const { files, skipped } = await walkInputs(['d'], root);
  expect(files.map((file) => [file.name, file.size])).toEqual([
    ['d/.hidden', 0],
    ['d/Z', 1],
    ['d/a/y/x', 3],
    ['d/a/z', 0],
    ['d/b', 1],
  ]);
  expect(skipped).toEqual([]);
});

test('names stay as they were typed, relative to where the person stands', async () => {
  const root = await makeTree({ 'here/a': '', 'there/b': '', 'here/sub/c': '' });
  const standing = join(root, 'here');
  expect(await namesIn(['a', './a', '../there/', '.', `${root}/there`], standing)).toEqual([
    'a',
    './a',
    '../there/b',
    './sub/c',
    `${root}/there/b`,
  ]);
});

test('what is typed twice is taken once, and the order of what is typed stays', async () => {
  const root = await makeTree({ b: '', a: '' });
  expect(await namesIn(['b', 'a', 'b'], root)).toEqual(['b', 'a']);
});

test.each(['ü 🙂.tar.gz', 'line\nbreak', 'back\\slash', ' spaces ', '-dash', 'a\u0301'])(
  'a file called %j is found under exactly that name',
  async (name) => {
    const root = await makeTree({ [`d/${name}`]: 'x' });
    expect(await namesIn(['d'], root)).toEqual([`d/${name}`]);
  },
);

test('links are followed inside the folder and left out where they lead out of it, in a circle or nowhere', async () => {
  const root = await makeTree({ 'd/real': '12345', secret: '', 'd/sub/a': '' });
  await symlink('real', join(root, 'd/inside'));
  await symlink('../secret', join(root, 'd/outside'));
  await symlink('.', join(root, 'd/circle'));
  await symlink('sub', join(root, 'd/again'));
  await symlink('nowhere', join(root, 'd/broken'));
  const { files, skipped } = await walkInputs(['d'], root);
  expect(files.map((file) => [file.name, file.size])).toEqual([
    ['d/inside', 5],
    ['d/real', 5],
    ['d/sub/a', 0],
  ]);
  expect(Object.fromEntries(skipped.map(({ name, reason }) => [name, reason]))).toEqual({
    'd/outside': 'a link that leads out of the folder',
    'd/circle': 'a link to a folder that is taken anyway',
    'd/again': 'a link to a folder that is taken anyway',
    'd/broken': 'a link to nothing',
  });
});

test('a link that was typed is followed', async () => {
  const root = await makeTree({ 'real/a': '' });
  await symlink('real', join(root, 'link'));
  expect(await namesIn(['link'], root)).toEqual(['link/a']);
});

test.runIf(process.platform !== 'win32')('sockets and pipes are reported and never opened', async () => {
  const root = await makeTree({ 'd/a': '' });
  execFileSync('mkfifo', [join(root, 'd/pipe')]);
  const server = createServer().listen(join(root, 'd/socket'));
  onTestFinished(() => void server.close());
  await new Promise((resolve) => void server.once('listening', resolve));
  const { files, skipped } = await walkInputs(['d', '/dev/null'], root);
  expect(files.map((file) => file.name)).toEqual(['d/a']);
  expect(skipped.map(({ name, reason }) => `${name}: ${reason}`).sort()).toEqual([
    '/dev/null: a device',
    'd/pipe: a pipe',
    'd/socket: a socket',
  ]);
});

test('the folder that the output goes to is left out, unless it is what was typed', async () => {
  const root = await makeTree({ 'd/a': '', 'd/out/old': '' });
  const { files, skipped } = await walkInputs(['d'], root, join(root, 'd/out'));
  expect(files.map((file) => file.name)).toEqual(['d/a']);
  expect(skipped).toEqual([{ name: 'd/out', reason: 'the output goes there' }]);
  expect(await namesIn(['d'], root, join(root, 'd'))).toEqual(['d/a', 'd/out/old']);
});

test('a name that does not exist is an error that names it', async () => {
  const walked = walkInputs(['a\nb'], await makeDirectory());
  await expect(walked).rejects.toMatchObject({
    code: 'source-unreadable',
    message: '"a\\nb" cannot be read: there is no such file',
  });
});

test('a file without permission is an error that names it', async ({ skip }) => {
  skip(process.getuid?.() === 0, 'root may read every file');
  const root = await makeTree({ 'd/a': '' });
  execFileSync('chmod', ['000', join(root, 'd/a')]);
  await expect(walkInputs(['d'], root)).rejects.toMatchObject({
    code: 'source-unreadable',
    message: '"d/a" cannot be read: permission denied',
  });
});

test.runIf(process.platform === 'linux')(
  'a name that is not UTF-8 is an error: it could not be written down',
  async () => {
    const root = await makeTree({ 'd/a': '' });
    await writeFile(Buffer.concat([Buffer.from(`${root}/d/`), Buffer.from([0xff, 0x61])]), '');
    await expect(walkInputs(['d'], root)).rejects.toMatchObject({
      code: 'source-unreadable',
      message: expect.stringMatching('not UTF-8'),
    });
  },
);

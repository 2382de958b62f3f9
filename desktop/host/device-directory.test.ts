import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryName, takeDeviceDirectory, takeKnownDirectory } from './device-directory.ts';
import { makeDirectory } from './fake-directory.ts';

test('two devices at the same time never share a directory', async () => {
  const base = await makeDirectory();
  const taken = [
    await takeDeviceDirectory(base, undefined),
    await takeDeviceDirectory(base, undefined),
    await takeDeviceDirectory(base, 'kitchen'),
  ];
  expect(taken.map(({ path }) => basename(path))).toEqual(['device', 'device-2', 'device-kitchen']);
});

test('a device that comes back gets the directory it had', async () => {
  const base = await makeDirectory();
  const first = await takeDeviceDirectory(base, 'kitchen');
  await first.release();
  expect((await takeDeviceDirectory(base, 'kitchen')).path).toBe(first.path);
});

test('a device that comes back without a name gets the first free directory in which it is known', async () => {
  const base = await makeDirectory();
  const known = async (path: string) => path.includes('kitchen');
  expect(await takeKnownDirectory(base, known)).toBeNull();
  for (const name of [undefined, 'cellar', 'kitchen', 'kitchen two'])
    await (await takeDeviceDirectory(base, name)).release();
  const first = await takeKnownDirectory(base, known);
  const second = await takeKnownDirectory(base, known);
  expect([first, second].map((taken) => basename(taken?.path ?? ''))).toEqual([
    'device-kitchen',
    basename(directoryName('kitchen two')),
  ]);
  expect(await takeKnownDirectory(base, known)).toBeNull();
});

test('the directory of a process that is gone is free, also when its number was given to another', async () => {
  const base = await makeDirectory();
  const first = await takeDeviceDirectory(base, 'a');
  await writeFile(join(first.path, 'in-use.9'), '4000000000 1');
  expect((await takeDeviceDirectory(base, 'a')).path).toBe(first.path);
  await writeFile(join(first.path, 'in-use.99'), `${process.pid} 1`);
  const again = await takeDeviceDirectory(base, 'a');
  expect(again.path).toBe(process.platform === 'linux' ? first.path : `${first.path}-2`);
});

test('a lock that was cut off while it was written does not hold for ever', async () => {
  const base = await makeDirectory();
  const first = await takeDeviceDirectory(base, 'a');
  await writeFile(join(first.path, 'in-use.9'), 'nonsense');
  expect((await takeDeviceDirectory(base, 'a')).path).toBe(first.path);
});

test('names become directories that are safe and different', () => {
  const names = ['kitchen', 'Kitchen', '../../etc', 'ü 🙂', 'ö 🙂', 'a/b', 'a-b', '', 'x'.repeat(300)];
  const directories = names.map(directoryName);
  expect(new Set(directories).size).toBe(names.length);
  for (const directory of directories) expect(directory).toMatch(/^device[a-z0-9-]{0,80}$/);
});

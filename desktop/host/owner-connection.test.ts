import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeCoordinator } from '../../shared/client/fake-coordinator.ts';
import { connectAsOwner, findCoordinator, nodePlatform } from './owner-connection.ts';
import { makeDirectory } from './fake-directory.ts';

/** A data directory whose coordinator answers health checks as process `pid`. */
async function makeResident({ pid = 7, fenced = false, token = 'secret\n' as string | null } = {}) {
  const dataDir = await makeDirectory();
  const { url, stop } = await startFakeCoordinator({
    health: () => ({ ok: true, serverId: `srv_${'0'.repeat(32)}`, version: '1', protocol: 1, pid, fenced }),
    jobs: ({ headers }) => (headers.authorization === 'Bearer secret' ? [] : Promise.reject(new Error('no'))),
  });
  onTestFinished(stop);
  await writeFile(join(dataDir, 'coordinator.json'), JSON.stringify({ url, pid: 7, startedAt: 1 }));
  if (token !== null) await writeFile(join(dataDir, 'owner-token'), token);
  return { dataDir, url, stop };
}

test('the coordinator of a data directory is found, with the owner token that lies there', async () => {
  const { dataDir, url } = await makeResident();
  const found = await findCoordinator(dataDir);
  expect(found).toMatchObject({ url, pid: 7 });
  expect(await found?.client.call('jobs')).toEqual([]);
});

test('what is written there is not believed when nobody answers, another process does, or it is fenced', async () => {
  const gone = await makeResident();
  await gone.stop();
  expect(await findCoordinator(gone.dataDir)).toBeNull();
  expect(await findCoordinator((await makeResident({ pid: 8 })).dataDir)).toBeNull();
  expect(await findCoordinator((await makeResident({ fenced: true })).dataDir)).toBeNull();
});

test.each(['', '{', '[]', '{"url":5}'])('a file that says %j names no coordinator', async (text) => {
  const dataDir = await makeDirectory();
  await writeFile(join(dataDir, 'coordinator.json'), text);
  expect(await findCoordinator(dataDir)).toBeNull();
});

test('no coordinator is an error that says how to start or name one', async () => {
  const dataDir = await makeDirectory();
  await expect(connectAsOwner({ dataDir })).rejects.toMatchObject({
    code: 'no-coordinator',
    message: `no coordinator is running on ${dataDir}`,
    hint: expect.stringMatching('covey serve'),
  });
});

test('a token that cannot be read is an error that names the file', async () => {
  const { dataDir } = await makeResident({ token: null });
  await expect(findCoordinator(dataDir)).rejects.toMatchObject({
    code: 'not-signed-in',
    message: expect.stringMatching(join(dataDir, 'owner-token')),
  });
});

test('an address needs a token, unless its token lies in the data directory', async () => {
  const { dataDir, url } = await makeResident();
  expect(
    await (await connectAsOwner({ dataDir: await makeDirectory(), url, token: 'secret' })).call('jobs'),
  ).toEqual([]);
  expect(await (await connectAsOwner({ dataDir, url: `${url}/` })).call('jobs')).toEqual([]);
  await expect(connectAsOwner({ dataDir: await makeDirectory(), url })).rejects.toMatchObject({
    code: 'not-signed-in',
  });
  await expect(connectAsOwner({ dataDir, url: 'http://elsewhere:1' })).rejects.toMatchObject({
    code: 'not-signed-in',
  });
});

test('the platform hashes as SHA-256 does', async () => {
  expect(await nodePlatform.sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

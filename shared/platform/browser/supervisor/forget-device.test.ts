// With which key a browser comes again: a new one after it left, the same after it was refused.
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeId } from '../../../contract/ids.ts';
import { type CoveyDatabase, openCoveyDatabase } from '../database.ts';
import { forgetDevice } from './forget-device.ts';
import { joinSwarm } from './join-swarm.ts';

const state: { database?: CoveyDatabase } = {};
const database = () => state.database as CoveyDatabase;
const capabilities = {
  kind: 'phone',
  runtime: 'browser',
  os: 'test',
  cores: 2,
  memoryGiB: 4,
  gpu: false,
  benchmark: 1,
} as const;

/** The public keys that came to the coordinator. */
const came: string[] = [];

beforeEach(async () => {
  state.database = await openCoveyDatabase(crypto.randomUUID());
  came.length = 0;
  const ids = { device: makeId('dev', new Uint8Array(16)), server: makeId('srv', new Uint8Array(16)) };
  vi.stubGlobal('fetch', (_path: string, { body }: { body: string }) => {
    came.push((JSON.parse(body) as { publicKey: string }).publicKey);
    return Promise.resolve(
      Response.json({
        deviceId: ids.device,
        name: 'Phone 1',
        serverId: ids.server,
        swarmId: makeId('swm', new Uint8Array(16)),
        swarmName: 'Home',
        approved: true,
      }),
    );
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  database().close();
});

const join = (wish = {}) => joinSwarm(database(), { code: 'ABCDEFGH', name: '', ...wish }, capabilities);

test('a browser that left comes again with a new key', async () => {
  await join();
  await forgetDevice(database(), 'left');
  expect(await database().get('device', 'self')).toBeUndefined();
  await join();
  expect(came[1]).not.toBe(came[0]);
});

test('[P42] a browser that was refused comes again with the same key, also after it was let in and left', async () => {
  await join();
  await forgetDevice(database(), 'refused');
  expect(await database().get('device', 'self')).toBeUndefined();
  expect(await database().count('outbox')).toBe(0);
  await join();
  await forgetDevice(database(), 'left');
  await join();
  expect(new Set(came).size).toBe(1);
});

test('a handover makes a key of its own, and the one that was refused is kept', async () => {
  await join();
  await forgetDevice(database(), 'refused');
  await join({ code: undefined, handover: 'token' });
  await forgetDevice(database(), 'left');
  await join();
  expect(came[1]).not.toBe(came[0]);
  expect(came[2]).toBe(came[0]);
});

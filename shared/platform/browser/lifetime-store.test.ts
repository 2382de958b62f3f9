import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { DeviceId } from '../../contract/ids.ts';
import { openCoveyDatabase } from './database.ts';
import { openLifetime } from './lifetime-store.ts';

const me = 'dev_me' as DeviceId;
const counters = (chunksDone: number, cpuSeconds = chunksDone, bytesDone = chunksDone * 10) => ({
  chunksDone,
  cpuSeconds,
  bytesDone,
});

test('what was given goes on counting after a reload, from the first day', async () => {
  const database = await openCoveyDatabase('lifetime');
  const first = await openLifetime(database, me, () => 1_000);
  expect(first.look(counters(3))).toEqual({ since: 1_000, chunks: 3, cpuSeconds: 3, bytes: 30 });
  await first.keep();
  const second = await openLifetime(database, me, () => 9_000);
  expect(second.look(counters(0))).toEqual({ since: 1_000, chunks: 3, cpuSeconds: 3, bytes: 30 });
  expect(second.look(counters(2)).chunks).toBe(5);
  database.close();
});

test('it is kept by itself every few seconds, so that a killed tab costs no more', async () => {
  const database = await openCoveyDatabase('lifetime-killed');
  let now = 0;
  const meter = await openLifetime(database, me, () => now);
  meter.look(counters(1));
  expect(await database.get('lifetime', 'self')).toBeUndefined();
  now = 3_000;
  meter.look(counters(2));
  expect(await database.get('lifetime', 'self')).toMatchObject({ chunks: 2, bytes: 20 });
  now = 4_000;
  meter.look(counters(3));
  expect(await database.get('lifetime', 'self')).toMatchObject({ chunks: 2 });
  await meter.keep();
  expect(await database.get('lifetime', 'self')).toMatchObject({ chunks: 3 });
  database.close();
});

test('another device of the same browser begins at nothing', async () => {
  const database = await openCoveyDatabase('lifetime-other');
  const former = await openLifetime(database, 'dev_former' as DeviceId, () => 1);
  former.look(counters(7));
  await former.keep();
  const meter = await openLifetime(database, me, () => 5);
  expect(meter.look(counters(0))).toEqual({ since: 5, chunks: 0, cpuSeconds: 0, bytes: 0 });
  database.close();
});

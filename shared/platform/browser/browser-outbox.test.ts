import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { DeviceId, JobNumber } from '../../contract/ids.ts';
import { openOutbox } from './browser-outbox.ts';
import { openCoveyDatabase } from './database.ts';

const me = 'dev_me' as DeviceId;
const batch = (byte: number) => ({ job: 7 as JobNumber, generation: 1, batch: new Uint8Array([byte]) });

test('[P13] batches wait in order over a reload until they are removed', async () => {
  const database = await openCoveyDatabase('outbox-order');
  const outbox = openOutbox(database, me);
  const first = await outbox.add(batch(1));
  await outbox.add(batch(2));
  await outbox.add(batch(3));
  await outbox.remove([first]);
  database.close();
  const again = await openCoveyDatabase('outbox-order');
  const left = await openOutbox(again, me).load();
  expect(left.map((entry) => [...entry.batch])).toEqual([[2], [3]]);
  expect(left[0]).toMatchObject({ job: 7, generation: 1 });
  again.close();
});

test('batches of a device that this browser no longer is are dropped', async () => {
  const database = await openCoveyDatabase('outbox-other');
  await openOutbox(database, 'dev_former' as DeviceId).add(batch(1));
  const outbox = openOutbox(database, me);
  await outbox.add(batch(2));
  expect(await outbox.load()).toHaveLength(1);
  expect(await database.count('outbox')).toBe(1);
  database.close();
});

// Keeps packed batches in IndexedDB until the coordinator has thanked for them, over reloads and closed tabs [P13].
// Entries of another device (the browser joined again) or another format are dropped: nobody could acknowledge them.
import type { DeviceId, JobNumber } from '../../contract/ids.ts';
import type { Outbox, StoredBatch } from '../../runtime/ports.ts';
import type { CoveyDatabase } from './database.ts';

const FORMAT = 1;

export function openOutbox(database: CoveyDatabase, deviceId: DeviceId): Outbox {
  return {
    async load() {
      const batches: StoredBatch[] = [];
      const transaction = database.transaction('outbox', 'readwrite');
      for await (const cursor of transaction.store) {
        const entry = cursor.value;
        if (entry.format !== FORMAT || entry.deviceId !== deviceId) {
          await cursor.delete();
          continue;
        }
        const { generation, batch } = entry;
        batches.push({ id: cursor.key, job: entry.job as JobNumber, generation, batch });
      }
      await transaction.done;
      return batches;
    },
    async add({ job, generation, batch }) {
      return await database.add('outbox', { format: FORMAT, deviceId, job, generation, batch });
    },
    async remove(ids) {
      const transaction = database.transaction('outbox', 'readwrite');
      await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
    },
    // The database is shared with the rest of the supervisor, which closes it.
    close: () => Promise.resolve(),
  };
}

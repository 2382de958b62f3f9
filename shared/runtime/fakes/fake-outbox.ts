// An outbox in memory, for tests.
import type { Outbox, StoredBatch } from '../ports.ts';

/** Lives over a restart of the contribution, as a file does. */
export function fakeOutbox() {
  const stored = new Map<number, StoredBatch>();
  const state = { fails: false, closed: 0 };
  let lastId = 0;
  const outbox: Outbox = {
    load: () => Promise.resolve([...stored.values()]),
    add(batch) {
      if (state.fails) return Promise.reject(new Error('no space left'));
      stored.set(++lastId, { ...batch, id: lastId });
      return Promise.resolve(lastId);
    },
    remove(ids) {
      for (const id of ids) stored.delete(id);
      return Promise.resolve();
    },
    close: () => Promise.resolve(void state.closed++),
  };
  return { outbox, stored, state };
}

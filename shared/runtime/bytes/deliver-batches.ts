// The way of packed batches: into the outbox, then to the coordinator, and out of the outbox once acknowledged [P13]. When each of
// these happens is decided by contribution.ts.
import { parseBatch, recordIndex } from '../../contract/result-batch.ts';
import type { Happening } from '../contribution-messages.ts';
import type { Link, Outbox } from '../ports.ts';
import type { PackedBatch } from './collect-results.ts';

export interface DeliveryParts {
  outbox: Outbox;
  link: Link;
  tell(happening: Happening): void;
  warn(text: string): void;
}

export function createDelivery({ outbox, link, tell, warn }: DeliveryParts) {
  /** By id. Ids below 0: the outbox could not take them, they live only here. */
  const stored = new Map<number, Uint8Array>();
  const storing = new Set<Promise<void>>();
  let lastUnkept = 0;

  function announce(id: number, { job, generation, count, bytes }: PackedBatch) {
    stored.set(id, bytes);
    tell({ type: 'batchStored', batch: { id, job, generation, count, bytes: bytes.length } });
  }

  async function keep(batch: PackedBatch) {
    const { job, generation, bytes } = batch;
    let id: number;
    try {
      id = await outbox.add({ job, generation, batch: bytes });
    } catch (error) {
      id = --lastUnkept;
      warn(`Results could not be kept on this device and may be computed again: ${(error as Error).message}`);
    }
    announce(id, batch);
  }

  return {
    /** Tells of every batch that an earlier run left behind. */
    async load() {
      for (const { id, job, generation, batch } of await outbox.load()) {
        announce(id, { job, generation, count: parseBatch(batch)?.count ?? 1, bytes: batch });
      }
    },
    store(batch: PackedBatch) {
      const kept = keep(batch);
      storing.add(kept);
      void kept.finally(() => storing.delete(kept));
    },
    async send(id: number) {
      const bytes = stored.get(id);
      if (!bytes) return;
      try {
        const reply = await link.results(bytes);
        tell({
          type: 'batchAnswered',
          id,
          reply,
          indices: reply.status === 'refused' ? indicesOf(bytes) : [],
        });
      } catch {
        tell({ type: 'batchUnanswered', id });
      }
    },
    remove(ids: readonly number[]) {
      for (const id of ids) stored.delete(id);
      const kept = ids.filter((id) => id >= 0);
      // What stays by mistake is sent once more after a restart, which changes nothing [P13].
      if (kept.length > 0)
        outbox
          .remove(kept)
          .catch((error: unknown) => warn(`The outbox cannot be written: ${(error as Error).message}`));
    },
    /** Everything handed in is in the outbox, or cannot be. */
    settled: async () => void (await Promise.all(storing)),
  };
}

function indicesOf(bytes: Uint8Array): number[] {
  const batch = parseBatch(bytes);
  return batch ? Array.from(batch.offsets, (at) => recordIndex(batch.view, at)) : [];
}

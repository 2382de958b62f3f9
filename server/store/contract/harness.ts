// What the suite needs from whoever runs it on an engine, and what one of its cases is. Cases are data, so that an engine that is broken
// on purpose can be shown to fail exactly the cases that are there to catch it.
import type { JobNumber } from '../../../shared/contract/ids.ts';
import type { SpanRow } from '../../scheduler/rows.ts';
import type { Opened, Store } from '../store.ts';
import { NOW, takeOver } from './claim.ts';

/** One set of data that any number of stores may be opened on, one after the other or at the same time. */
export interface StoreWorld {
  /** A new store object over the same data. `maxBytes`: the room there is. */
  connect(options?: { maxBytes?: number }): Store;
}

export interface StoreCase {
  /** Number of the rule in RULES.md, e.g. S5. */
  rule: string;
  /** A sentence. */
  says: string;
  run(world: StoreWorld): Promise<void>;
}

/** A new store on the world's data, opened by force. */
export async function connected(world: StoreWorld, options?: { maxBytes?: number }): Promise<Store> {
  const store = world.connect(options);
  await takeOver(store, { force: true });
  return store;
}

/** The job's next span. @throws when there is none or the store is fenced. */
export async function claimSpan(store: Store, job: number): Promise<SpanRow> {
  const span = await store.claimSpan(job as JobNumber, NOW);
  if (span === null || span === 'fenced') throw new Error(`no span of job ${job}: ${span}`);
  return span;
}

/** What must be there. @throws when it is not. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('there is nothing');
  return value;
}

export async function reopened(
  world: StoreWorld,
  before: Store,
): Promise<Extract<Opened, { kind: 'opened' }>> {
  await before.close();
  return takeOver(world.connect(), { force: true });
}

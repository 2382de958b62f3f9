// Engines that break a promise on purpose, for tests that show that the suite would notice. Never imported by the program.
import { randomBytes } from 'node:crypto';
import type { Change } from '../../../scheduler/changes.ts';
import type { Store } from '../../store.ts';
import { applyChange } from '../apply-change.ts';
import { makeReader, type Reader } from '../reader.ts';
import { makeWriter, type OpenFile, type Writer } from '../writer.ts';

const settings = { synchronous: 'FULL', maxBytes: null, random: (n: number) => randomBytes(n) } as const;

/** The engine without threads, with some of its writing replaced. */
function storeOf(dir: string, replace: (writer: Writer) => Partial<Writer> = () => ({})): Store {
  const honest = makeWriter(dir, settings);
  const writer: Writer = { ...honest, ...replace(honest) };
  let reader: Reader | null = null;
  const read = (): Reader => (reader ??= makeReader(dir));
  return {
    open: async (claim) => writer.open(claim),
    commit: async (changes, now) => writer.commit(changes, now),
    claimSpan: async (job, now) => writer.claimSpan(job, now),
    readResult: async (...args) => read().readResult(...args),
    readResults: async (...args) => read().readResults(...args),
    findTouched: async (...args) => read().findTouched(...args),
    readPayload: async (...args) => read().readPayload(...args),
    listExceptions: async (...args) => read().listExceptions(...args),
    listSpans: async (...args) => read().listSpans(...args),
    listShares: async (...args) => read().listShares(...args),
    listJobs: async () => read().listJobs(),
    unreferenced: async (...args) => read().unreferenced(...args),
    readAudit: async (...args) => read().readAudit(...args),
    async close() {
      reader?.close();
      writer.close();
    },
  };
}

function opened(writer: Writer): OpenFile {
  const file = writer.file();
  if (!file) throw new Error('the store is not open');
  return file;
}

/** The same engine in the caller's own thread, whole: what the broken ones differ from. */
export const openUnbroken = (dir: string): Store => storeOf(dir);

/** Writes in transactions, but never looks who owns the data. */
export const openWithoutFence = (dir: string): Store =>
  storeOf(dir, (writer) => ({
    commit(changes: readonly Change[]) {
      const { db, tables } = opened(writer);
      db.write(() => changes.forEach((change) => applyChange(tables, change, 0)));
      return 'committed';
    },
    claimSpan(job) {
      const { db, tables } = opened(writer);
      return db.write(() => tables.spans.claim(job));
    },
  }));

/** Looks at the fence once, then commits each change by itself: bytes of results and their bits apart. */
export const openWithoutTransaction = (dir: string): Store =>
  storeOf(dir, (writer) => ({
    commit(changes, now) {
      const outcome = writer.commit([], now);
      const { db, tables } = opened(writer);
      if (outcome === 'committed')
        for (const change of changes) db.write(() => applyChange(tables, change, 0));
      return outcome;
    },
  }));

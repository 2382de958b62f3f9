// The audit log: numbered as it comes, read newest first, pruned from its old end.
import { expect } from 'vitest';
import type { SwarmId } from '../../../shared/contract/ids.ts';
import type { AuditRow } from '../../scheduler/people-rows.ts';
import type { AuditQuery, Store } from '../store.ts';
import { NOW } from './claim.ts';
import { connected, type StoreCase } from './harness.ts';
import { auditRow } from './people-samples.ts';

const secondSwarm = {
  number: 2,
  id: `swm_${'2'.repeat(32)}` as SwarmId,
  name: 'Zwei',
  state: 'running' as const,
  throttle: 1,
  knocking: true,
};

const write = (store: Store, rows: readonly Partial<AuditRow>[]) =>
  store.commit(
    rows.map((row) => ({ type: 'audited' as const, row: auditRow(row) })),
    NOW,
  );

const ids = async (store: Store, query: Partial<AuditQuery> = {}) =>
  (await store.readAudit({ swarms: [1], limit: 100, ...query })).map((row) => row.id);

export const auditCases: StoreCase[] = [
  {
    rule: 'S53',
    says: 'audit rows come back field by field, newest first, of the swarms asked for',
    async run(world) {
      const store = await connected(world);
      await store.commit([{ type: 'swarmChanged', row: secondSwarm }], NOW);
      const rows = [
        auditRow(),
        auditRow({
          swarm: null,
          action: 'coordinator-started',
          actor: '',
          target: '',
          address: '',
          detail: '',
        }),
        auditRow({ swarm: 2, outcome: 'refused', at: 5 }),
        auditRow({ at: 3 }),
      ];
      await write(store, rows);
      const numbered = rows.map((row, i) => ({ ...row, id: i + 1 }));
      expect(await store.readAudit({ swarms: [1, null, 2, 1], limit: 100 })).toEqual(numbered.toReversed());
      expect(await ids(store)).toEqual([4, 1]);
      expect(await ids(store, { swarms: [null] })).toEqual([2]);
      expect(await ids(store, { swarms: [2, null] })).toEqual([3, 2]);
      expect(await ids(store, { swarms: [] })).toEqual([]);
      expect(await ids(store, { swarms: [77] })).toEqual([]);
    },
  },
  {
    rule: 'S53',
    says: 'a page of the log ends at its limit, and the next one goes on below its last id',
    async run(world) {
      const store = await connected(world);
      await write(
        store,
        Array.from({ length: 25 }, (_, i) => ({ swarm: i % 5 === 0 ? null : 1, at: NOW + i })),
      );
      const pages: number[][] = [];
      let before: number | undefined;
      do {
        pages.push(await ids(store, { swarms: [1, null], before, limit: 10 }));
        before = pages.at(-1)?.at(-1);
      } while (before !== undefined);
      expect(pages.map((page) => page.length)).toEqual([10, 10, 5, 0]);
      expect(pages.flat()).toEqual(Array.from({ length: 25 }, (_, i) => 25 - i));
      expect(await ids(store, { limit: 0 })).toEqual([]);
    },
  },
  {
    rule: 'S53',
    says: 'the log is filtered by action, outcome and text, capitals or not, and a limit counts what was found',
    async run(world) {
      const store = await connected(world);
      await write(store, [
        { action: 'signed-in', actor: 'Äsop' },
        { action: 'sign-in-refused', outcome: 'refused', actor: 'somebody', detail: '100% wrong_code' },
        { action: 'device-banned', target: "Müller's phone" },
        { action: 'signed-in', address: 'fe80::1' },
        { action: 'request-refused', outcome: 'refused', actor: 'somebody' },
      ]);
      expect(await ids(store, { actions: ['signed-in'] })).toEqual([4, 1]);
      expect(await ids(store, { actions: ['device-banned', 'signed-in'] })).toEqual([4, 3, 1]);
      expect(await ids(store, { actions: [] })).toEqual([]);
      expect(await ids(store, { outcome: 'refused' })).toEqual([5, 2]);
      expect(await ids(store, { outcome: 'refused', actions: ['signed-in'] })).toEqual([]);
      expect(await ids(store, { search: 'äSOP' })).toEqual([1]);
      expect(await ids(store, { search: ' MÜLLER’S '.replace('’', "'") })).toEqual([3]);
      expect(await ids(store, { search: 'FE80' })).toEqual([4]);
      expect(await ids(store, { search: '% WRONG_' })).toEqual([2]);
      expect(await ids(store, { search: 'signed-in' })).toEqual([]);
      expect(await ids(store, { search: 'somebody', limit: 1 })).toEqual([5]);
      expect(await ids(store, { search: 'somebody', limit: 1, before: 5 })).toEqual([2]);
    },
  },
  {
    rule: 'S54',
    says: 'pruning keeps the newest rows, and no number is given twice, not after pruning all of them either',
    async run(world) {
      const store = await connected(world);
      const action = 'role-changed';
      const [ours, nobodys] = [{ action }, { action, swarm: null }] as const;
      await write(store, [ours, nobodys, ours, ours, nobodys]);
      await store.commit([{ type: 'auditPruned', keep: 3 }], NOW);
      expect(await ids(store, { swarms: [1, null] })).toEqual([5, 4, 3]);
      await store.commit([{ type: 'auditPruned', keep: 3 }], NOW);
      expect(await ids(store, { swarms: [1, null] })).toEqual([5, 4, 3]);
      await store.commit([{ type: 'auditPruned', keep: 0 }], NOW);
      expect(await ids(store, { swarms: [1, null] })).toEqual([]);
      await store.close();
      const again = await connected(world);
      await write(again, [{}]);
      expect(await ids(again)).toEqual([6]);
    },
  },
  {
    rule: 'S54',
    says: 'what strangers and devices cause by the hundred washes away nothing that people did',
    async run(world) {
      const store = await connected(world);
      await write(store, [{ action: 'role-changed' }, { action: 'device-banned' }]);
      await write(
        store,
        Array.from({ length: 300 }, (_, i) =>
          i % 2 === 0 ? { action: 'device-waiting' } : { action: 'request-refused', outcome: 'refused' },
        ),
      );
      await store.commit([{ type: 'auditPruned', keep: 10 }], NOW);
      expect(await ids(store)).toEqual([302, 301, 300, 299, 298, 2, 1]);
    },
  },
  {
    rule: 'S10',
    says: 'a refused tick leaves nothing in the log and takes nothing from it',
    async run(world) {
      const store = await connected(world);
      await write(store, [{}, {}]);
      await expect(
        store.commit(
          [
            { type: 'audited', row: auditRow() },
            { type: 'auditPruned', keep: 1 },
            { type: 'audited', row: auditRow() },
            { type: 'audited', row: auditRow({ swarm: 77 }) },
          ],
          NOW,
        ),
      ).rejects.toThrow(Error);
      expect(await ids(store)).toEqual([2, 1]);
      await write(store, [{}]);
      expect(await ids(store)).toEqual([3, 2, 1]);
    },
  },
];

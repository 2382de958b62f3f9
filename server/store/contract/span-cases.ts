// Claiming: how chunks come to be owned, a span at a time, each exactly once, at the same price at any size of job.
import { expect } from 'vitest';
import type { SpanRow } from '../../scheduler/rows.ts';
import type { Store } from '../store.ts';
import { NOW, takeOver } from './claim.ts';
import { claimSpan, connected, present, reopened, type StoreCase } from './harness.ts';
import { addJob, bits, job, jobRow, numbers, spanWith } from './samples.ts';

async function claimAll(store: Store, number: number): Promise<SpanRow[]> {
  const spans: SpanRow[] = [];
  for (;;) {
    const span = await store.claimSpan(job(number), NOW);
    if (span === 'fenced') expect.fail('fenced');
    if (span === null) return spans;
    spans.push(span);
  }
}

export const spanCases: StoreCase[] = [
  {
    rule: 'S20',
    says: 'spans are cut in order, without gaps, the last one shorter, and then there are no more',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1, { count: 150, spanSize: 64 })], NOW);
      const spans = await claimAll(store, 1);
      expect(spans).toEqual([
        { job: 1, no: 0, first: 0, count: 64, recorded: bits(64, []), accepted: bits(64, []) },
        { job: 1, no: 1, first: 64, count: 64, recorded: bits(64, []), accepted: bits(64, []) },
        { job: 1, no: 2, first: 128, count: 22, recorded: bits(22, []), accepted: bits(22, []) },
      ]);
      expect(await store.listSpans(job(1))).toEqual(spans);
      expect((await reopened(world, store)).restored.free).toEqual([{ job: 1, low: 150 }]);
    },
  },
  {
    rule: 'S20',
    says: 'nothing is cut off an unknown job, one that has ended, or one without chunks',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1, { state: 'cancelled', endedAt: NOW }), addJob(2, { count: 0 })], NOW);
      expect(await store.claimSpan(job(1), NOW)).toBeNull();
      expect(await store.claimSpan(job(2), NOW)).toBeNull();
      expect(await store.claimSpan(job(3), NOW)).toBeNull();
    },
  },
  {
    rule: 'S20',
    says: 'a changed span size counts from the next span on',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1, { count: 100, spanSize: 64 })], NOW);
      await store.claimSpan(job(1), NOW);
      await store.commit([{ type: 'jobChanged', row: jobRow(1, { count: 100, spanSize: 10 }) }], NOW);
      const spans = await claimAll(store, 1);
      expect(spans.map(({ no, first, count }) => [no, first, count])).toEqual([
        [1, 64, 10],
        [2, 74, 10],
        [3, 84, 10],
        [4, 94, 6],
      ]);
    },
  },
  {
    rule: 'S21',
    says: 'a chunk is claimed once, over any number of restarts and take-overs',
    async run(world) {
      const first = await connected(world);
      await first.commit([addJob(1, { count: 640, spanSize: 64 })], NOW);
      const claimed: number[] = [];
      let store = first;
      for (let i = 0; i < 10; i++) {
        const span = await claimSpan(store, 1);
        claimed.push(span.first);
        const next = world.connect();
        await takeOver(next, { force: true });
        expect(await store.claimSpan(job(1), NOW)).toBe('fenced');
        store = next;
      }
      expect(claimed).toEqual(numbers(0, 10).map((no) => no * 64));
      expect(await store.claimSpan(job(1), NOW)).toBeNull();
    },
  },
  {
    rule: 'S22',
    says: 'bits come back as they were, and full ones as null',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1, { count: 150, spanSize: 64 })], NOW);
      const [a, b, c] = await claimAll(store, 1);
      const changes = [
        { type: 'spanChanged' as const, row: { ...present(a), recorded: null, accepted: null } },
        { type: 'spanChanged' as const, row: { ...present(b), recorded: null, accepted: bits(64, [0, 63]) } },
        spanWith(present(c), [128, 149], [149]),
      ];
      await store.commit(changes, NOW);
      const expected = changes.map((change) => (change.type === 'spanChanged' ? change.row : null));
      expect(await store.listSpans(job(1))).toEqual(expected);
      expect((await reopened(world, store)).restored.spans).toEqual(expected);
    },
  },
  {
    rule: 'S23',
    says: 'a job of 4 billion chunks is no row more than one of ten',
    async run(world) {
      const store = await connected(world);
      await store.commit(
        [addJob(1, { count: 10, spanSize: 8192 }), addJob(2, { count: 0xffff_ffff, spanSize: 8192 })],
        NOW,
      );
      expect(await store.listSpans(job(2))).toEqual([]);
      expect(await store.claimSpan(job(2), NOW)).toMatchObject({ no: 0, first: 0, count: 8192 });
      const { restored } = await reopened(world, store);
      expect(restored.free).toEqual([
        { job: 1, low: 0 },
        { job: 2, low: 8192 },
      ]);
      expect(restored.spans).toHaveLength(1);
    },
  },
];

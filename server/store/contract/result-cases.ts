// Reading results: which record of a chunk is valid, in what order and portions records come, and whose they were.
import { expect } from 'vitest';
import { NOW } from './claim.ts';
import { claimedJob, readAll, recordAll, shuffled } from './claimed-job.ts';
import { connected, present, type StoreCase } from './harness.ts';
import {
  addJob,
  contents,
  exceptionRow,
  indexes,
  job,
  numbers,
  range,
  record,
  segment,
  spanWith,
} from './samples.ts';

export const resultCases: StoreCase[] = [
  {
    rule: 'S31',
    says: 'asked for what is accepted, it leaves out what is only recorded',
    async run(world) {
      const { store, spans } = await claimedJob(world, 20, 20);
      const [span] = spans;
      if (!span) throw new Error('there is no span');
      await store.commit(
        [
          segment(
            1,
            [3, 4, 5, 6].map((index) => ({ index })),
          ),
          spanWith(span, [3, 4, 5, 6], [4, 6]),
        ],
        NOW,
      );
      const read = async (which?: 'recorded' | 'accepted') =>
        indexes((await store.readResults(job(1), range(0, 20), 1e6, which)).records);
      expect(await read()).toEqual([3, 4, 5, 6]);
      expect(await read('recorded')).toEqual([3, 4, 5, 6]);
      expect(await read('accepted')).toEqual([4, 6]);
    },
  },
  {
    rule: 'S30',
    says: 'a record comes back byte for byte, by chunk and attempt',
    async run(world) {
      const { store, spans } = await claimedJob(world, 100, 64);
      const bytes = new Uint8Array(16_384).map((_, i) => i * 7);
      await store.commit(
        [
          segment(1, [{ index: 3 }, { index: 4, by: 9, bytes }, { index: 5 }]),
          spanWith(present(spans[0]), [3, 4, 5]),
        ],
        NOW,
      );
      expect(await store.readResult(job(1), 4, 0)).toEqual(record({ index: 4, by: 9, bytes }));
      expect(await store.readResult(job(1), 4, 1)).toBeNull();
      expect(await store.readResult(job(1), 6, 0)).toBeNull();
      expect(await store.readResult(job(2), 4, 0)).toBeNull();
    },
  },
  {
    rule: 'S31',
    says: 'records come in ascending order however they arrived, one per chunk',
    async run(world) {
      const { store, spans } = await claimedJob(world, 1000, 64);
      const order = shuffled(numbers(0, 1000));
      for (let at = 0; at < 1000; at += 90)
        await store.commit(
          [
            segment(
              1,
              order.slice(at, at + 90).map((index) => ({ index })),
            ),
          ],
          NOW,
        );
      await store.commit(spans.map(recordAll), NOW);
      const texts = await readAll(store, 10_000_000);
      expect(texts).toEqual(numbers(0, 1000).map((index) => `${index}:0:1`));
    },
  },
  {
    rule: 'S31',
    says: 'a range is exactly that range',
    async run(world) {
      const { store, spans } = await claimedJob(world, 200, 64);
      await store.commit(
        [
          segment(
            1,
            shuffled(numbers(0, 200)).map((index) => ({ index })),
          ),
          ...spans.map(recordAll),
        ],
        NOW,
      );
      expect(indexes((await store.readResults(job(1), range(60, 70), 1e6)).records)).toEqual(numbers(60, 70));
      expect(indexes((await store.readResults(job(1), range(199, 1), 1e6)).records)).toEqual([199]);
      expect(await store.readResults(job(1), range(200, 5), 1e6)).toEqual({
        records: new Uint8Array(0),
        next: null,
      });
    },
  },
  {
    rule: 'S32',
    says: 'a page holds at most so many bytes but at least one record, and says where to go on',
    async run(world) {
      const { store, spans } = await claimedJob(world, 300, 64);
      const sized = (index: number) => ({
        index,
        bytes: new TextEncoder().encode(`${index}`.padEnd(index % 17 === 0 ? 9000 : 20)),
      });
      await store.commit([segment(1, shuffled(numbers(0, 300)).map(sized)), ...spans.map(recordAll)], NOW);
      for (const maxBytes of [1, 100, 5_000, 40_000]) {
        const sizes: number[] = [];
        for (let from: number | null = 0; from !== null;) {
          const page = (await store.readResults(job(1), range(from, 300 - from), maxBytes)) as {
            records: Uint8Array;
            next: number | null;
          };
          sizes.push(indexes(page.records).length);
          expect(page.records.length <= maxBytes || sizes.at(-1) === 1).toBe(true);
          expect(sizes.at(-1)).toBeGreaterThan(0);
          from = page.next;
        }
        expect(sizes.reduce((a, b) => a + b)).toBe(300);
      }
    },
  },
  {
    rule: 'S33',
    says: 'after a rejection the newer attempt is the valid one, and until it comes there is none',
    async run(world) {
      const { store, spans } = await claimedJob(world, 100, 64);
      await store.commit(
        [segment(1, [{ index: 7, by: 1 }, { index: 8 }]), spanWith(present(spans[0]), [7, 8])],
        NOW,
      );
      await store.commit(
        [
          spanWith(present(spans[0]), [8]),
          { type: 'exceptionChanged', row: exceptionRow(1, 7, { attempt: 1 }) },
        ],
        NOW,
      );
      expect(await readAll(store, 1e6)).toEqual(['8:0:1']);
      await store.commit(
        [segment(1, [{ index: 7, attempt: 1, by: 2 }]), spanWith(present(spans[0]), [7, 8])],
        NOW,
      );
      expect(await readAll(store, 1e6)).toEqual(['7:1:2', '8:0:1']);
      expect(contents(present(await store.readResult(job(1), 7, 0)))).toEqual(['7:0:1']);
      expect(contents(present(await store.readResult(job(1), 7, 1)))).toEqual(['7:1:2']);
    },
  },
  {
    rule: 'S34',
    says: 'a record whose bit is not set is left out',
    async run(world) {
      const { store, spans } = await claimedJob(world, 100, 64);
      await store.commit(
        [
          segment(
            1,
            numbers(0, 100).map((index) => ({ index })),
          ),
          spanWith(present(spans[0]), [1, 3]),
          spanWith(present(spans[1]), [99]),
        ],
        NOW,
      );
      expect(await readAll(store, 1)).toEqual(['1:0:1', '3:0:1', '99:0:1']);
      expect(await store.readResults(job(1), range(4, 50), 1e6)).toEqual({
        records: new Uint8Array(0),
        next: null,
      });
    },
  },
  {
    rule: 'S35',
    says: 'segments of any width are found: one chunk, a few, a whole job of 4 billion',
    async run(world) {
      const store = await connected(world);
      const count = 0xffff_ffff;
      await store.commit([addJob(1, { count })], NOW);
      for (const chunks of [
        [0, count - 1],
        [5],
        [1_000_000, 1_000_015],
        [1_000_016, 1_000_033],
        [999_999, 1_070_000],
        [2 ** 31],
      ])
        await store.commit(
          [
            segment(
              1,
              chunks.map((index) => ({ index })),
            ),
          ],
          NOW,
        );
      for (const index of [
        0,
        5,
        999_999,
        1_000_000,
        1_000_015,
        1_000_016,
        1_000_033,
        1_070_000,
        2 ** 31,
        count - 1,
      ])
        expect(contents(present(await store.readResult(job(1), index, 0)))).toEqual([`${index}:0:1`]);
      for (const index of [1, 4, 6, 1_000_001, 1_069_999, count - 2])
        expect(await store.readResult(job(1), index, 0)).toBeNull();
    },
  },
];

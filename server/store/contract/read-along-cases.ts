// Results seen while things go on: whose they were, what a read sees during commits, and how soon.
import { expect } from 'vitest';
import { NOW } from './claim.ts';
import { claimedJob, readAll, recordAll, shuffled } from './claimed-job.ts';
import { present, type StoreCase } from './harness.ts';
import { device, exceptionRow, job, numbers, range, segment, spanWith } from './samples.ts';

export const readAlongCases: StoreCase[] = [
  {
    rule: 'S36',
    says: 'what a device touched is exactly the chunks whose valid record is its own',
    async run(world) {
      const { store, spans } = await claimedJob(world, 200, 64);
      const by = (index: number) => (index % 10 < 5 ? 7 : 8);
      await store.commit(
        [
          segment(
            1,
            shuffled(numbers(0, 200)).map((index) => ({ index, by: by(index) })),
          ),
          ...spans.map(recordAll),
        ],
        NOW,
      );
      const fives = (first: number) => ({ first, count: 5 });
      expect(await store.findTouched(job(1), device(7))).toEqual(numbers(0, 20).map((n) => fives(n * 10)));
      // 62 and 63 are rejected; 62 is done again by another device, 63 not at all.
      await store.commit(
        [
          ...[62, 63].map((index) => ({
            type: 'exceptionChanged' as const,
            row: exceptionRow(1, index, { attempt: 1 }),
          })),
          segment(1, [{ index: 62, attempt: 1, by: 8 }]),
          spanWith(present(spans[0]), numbers(0, 63)),
        ],
        NOW,
      );
      const touched = await store.findTouched(job(1), device(7));
      expect(touched.slice(5, 9)).toEqual([fives(50), range(60, 2), range(64, 1), fives(70)]);
      expect(await store.findTouched(job(1), device(9))).toEqual([]);
      expect(await store.findTouched(job(2), device(7))).toEqual([]);
    },
  },
  {
    rule: 'S37',
    says: 'reads see whole ticks, while others are being committed',
    async run(world) {
      const { store, spans } = await claimedJob(world, 1024, 1024);
      const span = present(spans[0]);
      const commits: Promise<unknown>[] = [];
      const reads: Promise<string[]>[] = [];
      for (let tick = 1; tick <= 32; tick++) {
        const chunks = numbers((tick - 1) * 32, 32);
        commits.push(
          store.commit(
            [
              segment(
                1,
                chunks.map((index) => ({ index })),
              ),
              spanWith(span, numbers(0, tick * 32)),
            ],
            NOW,
          ),
        );
        reads.push(readAll(store, 1e6));
      }
      await Promise.all(commits);
      for (const texts of await Promise.all(reads)) {
        expect(texts.length % 32).toBe(0);
        expect(texts).toEqual(numbers(0, texts.length).map((index) => `${index}:0:1`));
      }
      expect(await readAll(store, 1e6)).toHaveLength(1024);
    },
  },
  {
    rule: 'S38',
    says: 'what was committed is read at once',
    async run(world) {
      const { store, spans } = await claimedJob(world, 64, 64);
      for (let index = 0; index < 64; index++) {
        await store.commit(
          [segment(1, [{ index }]), spanWith(present(spans[0]), numbers(0, index + 1))],
          NOW,
        );
        expect(await readAll(store, 1e6)).toHaveLength(index + 1);
      }
    },
  },
];

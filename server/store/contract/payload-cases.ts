// What the store holds for a job besides its row: its payload, its exceptions and the parts it needs, until the job is removed.
import { expect } from 'vitest';
import type { JobId } from '../../../shared/contract/ids.ts';
import { NOW, takeOver } from './claim.ts';
import { connected, reopened, type StoreCase } from './harness.ts';
import { addJob, exceptionRow, job, jobRow, numbers, payload, segment, sha, shareRow } from './samples.ts';

export const payloadCases: StoreCase[] = [
  {
    rule: 'S45',
    says: 'a payload comes back byte for byte, a large one too',
    async run(world) {
      const store = await connected(world);
      const body = {
        input: new Uint8Array(3_000_000).map((_, i) => i * 31),
        index: new Uint8Array(100_000).map((_, i) => i * 17),
        inputParts: numbers(1, 1000).map(sha),
      };
      await store.commit(
        [addJob(1, {}, body), addJob(2, {}, { input: new Uint8Array(0), index: new Uint8Array(0) })],
        NOW,
      );
      expect(await store.readPayload(job(1))).toEqual(body);
      expect(await store.readPayload(job(2))).toEqual({
        input: new Uint8Array(0),
        index: new Uint8Array(0),
        inputParts: [],
      });
      expect(await store.readPayload(job(3))).toBeNull();
    },
  },
  {
    rule: 'S46',
    says: 'exceptions are listed failed ones first, then those that went wrong, then the others, each by chunk, up to a limit',
    async run(world) {
      const store = await connected(world);
      const rows = [3, 1, 9, 2, 4].map((index) =>
        exceptionRow(1, index, { failed: index % 3 === 0, lastCode: index === 1 ? '' : 'crashed' }),
      );
      await store.commit(
        [addJob(1), ...rows.map((row) => ({ type: 'exceptionChanged' as const, row }))],
        NOW,
      );
      expect((await store.listExceptions(job(1), 10)).map((row) => row.index)).toEqual([3, 9, 2, 4, 1]);
      expect((await store.listExceptions(job(1), 3)).map((row) => row.index)).toEqual([3, 9, 2]);
    },
  },
  {
    rule: 'S45',
    says: 'a job that is cut later gets its index then, and keeps the rest of its payload',
    async run(world) {
      const store = await connected(world);
      const uncut = { count: 0, spanSize: 1, totalCost: 0 };
      const body = payload({ index: new Uint8Array(0), inputParts: [sha(1)] });
      await store.commit([addJob(1, uncut, body)], NOW);
      expect(await store.claimSpan(job(1), NOW)).toBeNull();
      const index = new Uint8Array([9, 0, 255]);
      const row = jobRow(1, { count: 20, spanSize: 8, totalCost: 30 });
      const ticked = store.commit(
        [
          { type: 'jobChanged', row },
          { type: 'jobIndexed', job: job(1), index },
        ],
        NOW,
      );
      index.fill(0);
      await ticked;
      await expect(store.commit([{ type: 'jobIndexed', job: job(7), index }], NOW)).rejects.toThrow('job 7');
      await store.close();
      const again = world.connect();
      const { restored } = await takeOver(again, { force: true });
      expect(restored.jobs).toEqual([row]);
      expect(await again.readPayload(job(1))).toEqual({ ...body, index: new Uint8Array([9, 0, 255]) });
      expect(await again.claimSpan(job(1), NOW)).toMatchObject({ first: 0, count: 8 });
    },
  },
  {
    rule: 'S47',
    says: 'a job removed is gone with everything that was its own, and its name is free again',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1, {}, { inputParts: [sha(1)] }), addJob(2)], NOW);
      await store.claimSpan(job(1), NOW);
      await store.claimSpan(job(2), NOW);
      const of = (n: number) => [
        segment(n, [{ index: 1 }], [sha(20 + n)]),
        { type: 'exceptionChanged' as const, row: exceptionRow(n, 1, { attempt: 0 }) },
        { type: 'shareChanged' as const, row: shareRow(n, 1) },
      ];
      await store.commit([...of(1), ...of(2)], NOW);
      await store.commit([{ type: 'jobRemoved', job: job(1) }], NOW);
      expect((await store.listJobs()).map((row) => row.number)).toEqual([2]);
      expect(await store.readPayload(job(1))).toBeNull();
      expect(await store.readResult(job(1), 1, 0)).toBeNull();
      expect(await store.listSpans(job(1))).toEqual([]);
      expect(await store.listExceptions(job(1), 9)).toEqual([]);
      expect(await store.listShares(job(1))).toEqual([]);
      expect(await store.listShares(job(2))).toHaveLength(1);
      expect(await store.readResult(job(2), 1, 0)).not.toBeNull();
      const id = `job_${'1'.padStart(32, '0')}` as JobId;
      expect(await store.commit([addJob(9, { id })], NOW)).toBe('committed');
      const { restored } = await reopened(world, store);
      expect(restored.free.map((row) => row.job)).toEqual([2, 9]);
      expect(restored.spans.map((row) => row.job)).toEqual([2]);
    },
  },
  {
    rule: 'S48',
    says: 'a part is unreferenced once no job’s script, input, result or output needs it',
    async run(world) {
      const store = await connected(world);
      const output = (n: number) => ({
        name: 'out',
        size: 1,
        blob: { size: 1, parts: [{ sha: sha(n), size: 1 }] },
      });
      const all = numbers(1, 8).map(sha);
      await store.commit(
        [
          addJob(1, { script: sha(1) }, { inputParts: [sha(2), sha(3)] }),
          addJob(2, { script: sha(1) }, { inputParts: [sha(3)] }),
        ],
        NOW,
      );
      await store.commit(
        [segment(1, [{ index: 1 }], [sha(4), sha(4)]), segment(2, [{ index: 1 }], [sha(4)])],
        NOW,
      );
      const done = { state: 'done' as const, startedAt: NOW, endedAt: NOW, script: sha(1) };
      await store.commit(
        [{ type: 'jobChanged', row: jobRow(1, { ...done, outputs: [output(5), output(6)] }) }],
        NOW,
      );
      expect(await store.unreferenced(all)).toEqual([sha(7), sha(8)]);
      await store.commit(
        [{ type: 'jobChanged', row: jobRow(1, { ...done, outputs: [output(6), output(7)] }) }],
        NOW,
      );
      expect(await store.unreferenced(all)).toEqual([sha(5), sha(8)]);
      await store.commit([{ type: 'jobRemoved', job: job(1) }], NOW);
      expect(await store.unreferenced(all)).toEqual([sha(2), sha(5), sha(6), sha(7), sha(8)]);
      expect(await store.unreferenced([])).toEqual([]);
    },
  },
];

// What a restart brings back: everything that was committed and a coordinator needs, nothing else.
import { expect } from 'vitest';
import type { JobId, SwarmId } from '../../../shared/contract/ids.ts';
import { JOB_STATES } from '../../../shared/contract/job.ts';
import { NOW, takeOver } from './claim.ts';
import { claimSpan, connected, present, reopened, type StoreCase } from './harness.ts';
import { banRow } from './people-samples.ts';
import {
  addJob,
  deviceRow,
  exceptionRow,
  inviteRow,
  job,
  jobRow,
  numbers,
  payload,
  segment,
  sha,
  shareRow,
  spanWith,
} from './samples.ts';

export const restartCases: StoreCase[] = [
  {
    rule: 'S40',
    says: 'jobs in every state come back field by field',
    async run(world) {
      const store = await connected(world);
      const rows = JOB_STATES.map((state, i) =>
        jobRow(i + 1, {
          state,
          startedAt: ['running', 'reducing', 'done', 'failed'].includes(state) ? NOW + 1 : null,
          endedAt: ['done', 'failed', 'cancelled'].includes(state) ? NOW + 2 : null,
          outputs:
            state === 'done'
              ? [{ name: 'a"b\n', size: 3, blob: { size: 3, parts: [{ sha: sha(5), size: 3 }] } }]
              : [],
        }),
      );
      await store.commit(
        rows.map((row) =>
          addJob(row.number, { ...row, state: 'queued', startedAt: null, endedAt: null, outputs: [] }),
        ),
        NOW,
      );
      await store.commit(
        rows.map((row) => ({ type: 'jobChanged' as const, row })),
        NOW,
      );
      expect(await store.listJobs()).toEqual(rows);
      expect((await reopened(world, store)).restored.jobs).toEqual(rows);
    },
  },
  {
    rule: 'S41',
    says: 'spans, exceptions, shares and free chunks of live jobs come back',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1), addJob(2)], NOW);
      const a = await claimSpan(store, 1);
      const b = await claimSpan(store, 2);
      const changed = spanWith(b, [1, 2], [2]);
      const rows = [
        exceptionRow(1, 60),
        exceptionRow(2, 3, { failed: true }),
        exceptionRow(2, 50, { attempt: 65_535, crashes: 3, avoid: [] }),
      ];
      await store.commit(
        [
          segment(2, [{ index: 1 }, { index: 2 }]),
          changed,
          ...rows.toReversed().map((row) => ({ type: 'exceptionChanged' as const, row })),
          { type: 'shareChanged', row: shareRow(2, 4, { chunks: 1 }) },
          { type: 'shareChanged', row: shareRow(2, 4) },
          { type: 'shareChanged', row: shareRow(1, 6) },
        ],
        NOW,
      );
      const { restored } = await reopened(world, store);
      expect(restored.spans).toEqual([a, changed.type === 'spanChanged' ? changed.row : null]);
      expect(restored.exceptions).toEqual(rows);
      expect(restored.shares).toEqual([shareRow(1, 6), shareRow(2, 4)]);
      expect(restored.free).toEqual([
        { job: 1, low: 64 },
        { job: 2, low: 64 },
      ]);
    },
  },
  {
    rule: 'S42',
    says: 'spans and exceptions of ended jobs stay behind, where they can still be read',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1)], NOW);
      await store.claimSpan(job(1), NOW);
      await store.commit(
        [
          { type: 'exceptionChanged', row: exceptionRow(1, 5, { failed: true }) },
          { type: 'jobChanged', row: jobRow(1, { state: 'done', startedAt: NOW, endedAt: NOW }) },
        ],
        NOW,
      );
      await store.close();
      const again = world.connect();
      const { restored } = await takeOver(again);
      expect(restored.spans).toEqual([]);
      expect(restored.exceptions).toEqual([]);
      expect(await again.listSpans(job(1))).toHaveLength(1);
      expect(await again.listExceptions(job(1), 10)).toHaveLength(1);
    },
  },
  {
    rule: 'S43',
    says: 'devices, swarms, invites and bans come back as they last were',
    async run(world) {
      const store = await connected(world);
      const before = await takeOver(store, { now: NOW + 1 });
      const swarm = {
        ...present(before.restored.swarms[0]),
        name: 'Büro',
        state: 'paused' as const,
        throttle: 0.75,
        knocking: false,
      };
      const second = {
        number: 2,
        id: `swm_${'2'.repeat(32)}` as SwarmId,
        name: 'Zwei',
        state: 'stopped' as const,
        throttle: 0,
        knocking: true,
      };
      const moved = {
        name: 'neu',
        swarm: 2,
        publicKey: 'BAUGBw',
        enabled: true,
        approved: true,
        quarantine: null,
        chunksDone: 99,
      };
      await store.commit(
        [
          { type: 'swarmChanged', row: second },
          ...[1, 2, 3].map((n) => ({ type: 'deviceAdded' as const, row: deviceRow(n) })),
          {
            type: 'deviceChanged',
            row: deviceRow(2, moved),
          },
          { type: 'deviceRemoved', device: 3 },
          { type: 'swarmChanged', row: swarm },
          { type: 'inviteChanged', row: inviteRow(1) },
          { type: 'inviteChanged', row: inviteRow(2) },
          { type: 'inviteChanged', row: inviteRow(1, { usesLeft: 0, revoked: true, approve: false }) },
          { type: 'inviteChanged', row: inviteRow(3) },
          { type: 'inviteRemoved', id: inviteRow(3).id },
          ...[1, 2, 3].map((n) => ({ type: 'banChanged' as const, row: banRow(n) })),
          { type: 'banChanged', row: banRow(2, { name: 'anders' }) },
          { type: 'banRemoved', id: banRow(3).id },
          // The same key may be banned from one swarm and not from another.
          { type: 'banChanged', row: banRow(4, { swarm: 2, keyHash: banRow(1).keyHash }) },
        ],
        NOW,
      );
      const { restored, invites, bans } = await reopened(world, store);
      expect(restored.devices).toEqual([deviceRow(1), deviceRow(2, moved)]);
      expect(restored.swarms).toEqual([swarm, second]);
      expect(invites).toEqual([inviteRow(1, { usesLeft: 0, revoked: true, approve: false }), inviteRow(2)]);
      expect(bans).toEqual([
        banRow(1),
        banRow(2, { name: 'anders' }),
        banRow(4, { swarm: 2, keyHash: banRow(1).keyHash }),
      ]);
    },
  },
  {
    rule: 'S44',
    says: 'the next numbers lie above every number there ever was, removed ones too',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1), addJob(7), { type: 'deviceAdded', row: deviceRow(4) }], NOW);
      await store.commit(
        [addJob(3), { type: 'jobRemoved', job: job(7) }, { type: 'deviceRemoved', device: 4 }],
        NOW,
      );
      expect(await reopened(world, store)).toMatchObject({ nextJob: 8, nextDevice: 5 });
    },
  },
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
    says: 'exceptions are listed failed ones first, then by chunk, up to a limit',
    async run(world) {
      const store = await connected(world);
      const rows = [3, 1, 9, 4].map((index) => exceptionRow(1, index, { failed: index % 3 === 0 }));
      await store.commit(
        [addJob(1), ...rows.map((row) => ({ type: 'exceptionChanged' as const, row }))],
        NOW,
      );
      expect((await store.listExceptions(job(1), 10)).map((row) => row.index)).toEqual([3, 9, 1, 4]);
      expect((await store.listExceptions(job(1), 3)).map((row) => row.index)).toEqual([3, 9, 1]);
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

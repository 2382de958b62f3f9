// What a restart brings back: everything that was committed and a coordinator needs, nothing else.
import { expect } from 'vitest';
import type { SwarmId } from '../../../shared/contract/ids.ts';
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
];

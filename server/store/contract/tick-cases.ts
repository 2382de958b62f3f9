// A tick is a list of changes committed together or not at all, and no tick may leave the data contradicting itself.
import { expect } from 'vitest';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Change } from '../../scheduler/changes.ts';
import { NOW } from './claim.ts';
import { claimSpan, connected, reopened, type StoreCase } from './harness.ts';
import { banRow, invitationRow, personId, sessionRow, tokenRow } from './people-samples.ts';
import {
  addJob,
  bits,
  device,
  deviceRow,
  exceptionRow,
  inviteRow,
  job,
  jobRow,
  segment,
  shareRow,
  spanWith,
} from './samples.ts';

/** A tick of one of every kind, each of which would leave a trace. */
const fullTick = (): Change[] => [
  { type: 'jobChanged', row: jobRow(1, { note: 'changed' }) },
  segment(1, [{ index: 1 }, { index: 2 }]),
  { type: 'exceptionChanged', row: exceptionRow(1, 9) },
  { type: 'shareChanged', row: shareRow(1, 1) },
  { type: 'deviceAdded', row: deviceRow(1) },
  addJob(2),
];

/** Changes that contradict what is stored, each alone a reason to refuse its whole tick. */
const contradictions: Record<string, Change> = {
  'a job that ended at no time': { type: 'jobChanged', row: jobRow(1, { state: 'failed' }) },
  'a job that runs and has ended': { type: 'jobChanged', row: jobRow(1, { state: 'queued', endedAt: NOW }) },
  'a job that runs and never started': { type: 'jobChanged', row: jobRow(1, { state: 'running' }) },
  'a job that is not there': { type: 'jobChanged', row: jobRow(77) },
  'a job number that is taken': addJob(1),
  'a job made of the same a second time': addJob(2, { origin: 'next:1' }),
  'a device that is not there': { type: 'deviceChanged', row: deviceRow(77) },
  'results of a job that is not there': segment(77, [{ index: 1 }]),
  'a share of a job that is not there': { type: 'shareChanged', row: shareRow(77, 1) },
  'an exception of a job that is not there': { type: 'exceptionChanged', row: exceptionRow(77, 1) },
  'a segment that says it holds more': { ...segment(1, [{ index: 1 }]), count: 2 } as Change,
  'a segment of other chunks than it says': { ...segment(1, [{ index: 1 }]), high: 2 } as Change,
  'a segment that is cut off': { ...segment(1, [{ index: 1 }]), body: new Uint8Array(37) } as Change,
  'a span that was never claimed': spanWith(
    { job: job(1), no: 1, first: 64, count: 36, recorded: null, accepted: null },
    [64],
  ),
  'a span of another size': spanWith(
    { job: job(1), no: 0, first: 0, count: 63, recorded: null, accepted: null },
    [0],
  ),
  'bits of another length': {
    type: 'spanChanged',
    row: { job: job(1), no: 0, first: 0, count: 64, recorded: bits(72, []), accepted: bits(64, []) },
  },
  'an accepted chunk that is not recorded': spanWith(
    { job: job(1), no: 0, first: 0, count: 64, recorded: null, accepted: null },
    [3],
    [4],
  ),
};

export const tickCases: StoreCase[] = [
  {
    rule: 'S10',
    says: 'a tick whose last change fails leaves nothing of the others',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1)], NOW);
      await store.claimSpan(job(1), NOW);
      await expect(store.commit([...fullTick(), addJob(1)], NOW)).rejects.toThrow(Error);
      expect(await store.listJobs()).toEqual([jobRow(1)]);
      expect(await store.readResult(job(1), 1, 0)).toBeNull();
      expect(await store.listExceptions(job(1), 10)).toEqual([]);
      expect(await store.listShares(job(1))).toEqual([]);
      const opened = await reopened(world, store);
      expect(opened.restored.devices).toEqual([]);
      expect(opened.nextJob).toBe(2);
      expect(opened.nextDevice).toBe(1);
    },
  },
  {
    rule: 'S10',
    says: 'bytes of results never stay without their bits',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1)], NOW);
      const span = await claimSpan(store, 1);
      await expect(
        store.commit([segment(1, [{ index: 1 }]), spanWith({ ...span, no: 5 }, [1])], NOW),
      ).rejects.toThrow(Error);
      expect(await store.readResult(job(1), 1, 0)).toBeNull();
    },
  },
  {
    rule: 'S11',
    says: 'after a refused tick the next one is committed',
    async run(world) {
      const store = await connected(world);
      await expect(store.commit([segment(77, [{ index: 1 }])], NOW)).rejects.toThrow(Error);
      expect(await store.commit([addJob(1)], NOW)).toBe('committed');
      expect(await store.commit(fullTick(), NOW)).toBe('committed');
      expect((await store.listJobs()).map((row) => row.note)).toEqual(['changed', 'waits']);
    },
  },
  {
    rule: 'S12',
    says: 'without room a commit is `disk-full`, writes nothing, and works again once there is room',
    async run(world) {
      const store = await connected(world, { maxBytes: 2_000_000 });
      await store.commit([addJob(1, { count: 10_000 })], NOW);
      const big = (index: number) => segment(1, [{ index, bytes: new Uint8Array(100_000).fill(index) }]);
      let written = 0;
      let refusal: unknown = null;
      while (refusal === null && written < 100)
        await store
          .commit(
            [big(written), { type: 'jobChanged', row: jobRow(1, { count: 10_000, note: `${written}` }) }],
            NOW,
          )
          .then(
            () => written++,
            (error: unknown) => (refusal = error),
          );
      expect(refusal).toMatchObject({ name: 'CoveyError', code: 'disk-full' });
      expect(refusal).toBeInstanceOf(CoveyError);
      expect(written).toBeGreaterThan(3);
      expect((await store.listJobs())[0]?.note).toBe(`${written - 1}`);
      expect(await store.readResult(job(1), written, 0)).toBeNull();
      expect(await store.readResult(job(1), written - 1, 0)).not.toBeNull();
      await store.close();
      const roomy = await connected(world);
      expect(await roomy.commit([big(written)], NOW)).toBe('committed');
      expect(await roomy.readResult(job(1), written, 0)).not.toBeNull();
    },
  },
  {
    rule: 'S13',
    says: 'what was handed in may be changed as soon as commit has been called',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1)], NOW);
      const span = await claimSpan(store, 1);
      const added = segment(1, [{ index: 1 }]);
      const changed = spanWith(span, [1]);
      const exception = exceptionRow(1, 2);
      const committed = store.commit([added, changed, { type: 'exceptionChanged', row: exception }], NOW);
      if (added.type === 'segmentAdded') added.body.fill(0xff);
      if (changed.type === 'spanChanged') changed.row.recorded?.fill(0xff);
      exception.threwOn.push(device(99));
      await committed;
      expect(await store.readResult(job(1), 1, 0)).not.toBeNull();
      expect((await store.listSpans(job(1)))[0]?.recorded).toEqual(bits(64, [1]));
      expect((await store.listExceptions(job(1), 1))[0]?.threwOn).toEqual([3, 4]);
    },
  },
  {
    rule: 'S13',
    says: 'a segment that is a window on a larger buffer is stored alone',
    async run(world) {
      const store = await connected(world);
      const added = segment(1, [{ index: 1 }]);
      if (added.type !== 'segmentAdded') expect.fail();
      const large = new Uint8Array(10_000);
      large.set(added.body, 500);
      await store.commit([addJob(1), { ...added, body: large.subarray(500, 500 + added.body.length) }], NOW);
      expect(await store.readResult(job(1), 1, 0)).toEqual(added.body);
      expect(large).toHaveLength(10_000);
    },
  },
  {
    rule: 'S14',
    says: 'a tick that contradicts what is stored, or itself, is refused',
    async run(world) {
      const store = await connected(world);
      await store.commit([addJob(1)], NOW);
      await store.claimSpan(job(1), NOW);
      const taken: string[] = [];
      for (const [name, change] of Object.entries(contradictions)) {
        const tick = [{ type: 'deviceAdded' as const, row: deviceRow(1) }, change];
        await store.commit(tick, NOW).then(
          () => taken.push(name),
          () => {},
        );
      }
      expect(taken).toEqual([]);
      expect(await store.listJobs()).toEqual([jobRow(1)]);
      const { restored } = await reopened(world, store);
      expect(restored.devices).toEqual([]);
      expect(restored.spans).toHaveLength(1);
    },
  },
  {
    rule: 'S15',
    says: 'removing what is not there changes nothing',
    async run(world) {
      const store = await connected(world);
      const removals: Change[] = [
        { type: 'jobRemoved', job: job(77) },
        { type: 'deviceRemoved', device: 77 },
        { type: 'sessionRemoved', id: sessionRow(77).id },
        { type: 'personRemoved', person: personId(77) },
        { type: 'membershipRemoved', person: personId(77), swarm: 1 },
        { type: 'passkeyRemoved', id: 'nobody' },
        { type: 'tokenRemoved', id: tokenRow(77).id },
        { type: 'invitationRemoved', id: invitationRow(77).id },
        { type: 'inviteRemoved', id: inviteRow(77).id },
        { type: 'banRemoved', id: banRow(77).id },
        { type: 'auditPruned', keep: 0 },
      ];
      expect(await store.commit(removals, NOW)).toBe('committed');
    },
  },
];

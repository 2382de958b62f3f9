// Who owns the data: epochs, deadlines, take-over, and the fence that makes a former owner harmless.
import { expect } from 'vitest';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Claim } from '../store.ts';
import { claim, NOW, takeOver, TERM } from './claim.ts';
import { claimSpan, connected, type StoreCase } from './harness.ts';
import { addJob, contents, job, range, segment, spanWith } from './samples.ts';

export const ownershipCases: StoreCase[] = [
  {
    rule: 'S1',
    says: 'the first opening makes one swarm and a server id, and every later one finds the same',
    async run(world) {
      const first = world.connect();
      const opened = await takeOver(first);
      expect(opened.serverId).toMatch(/^srv_[0-9a-f]{32}$/);
      expect(opened.restored.swarms).toEqual([
        {
          number: 1,
          id: expect.stringMatching(/^swm_[0-9a-f]{32}$/),
          name: 'My swarm',
          state: 'running',
          throttle: 1,
          knocking: true,
        },
      ]);
      await first.close();
      const again = await takeOver(world.connect());
      expect(again.serverId).toBe(opened.serverId);
      expect(again.restored.swarms).toEqual(opened.restored.swarms);
    },
  },
  {
    rule: 'S2',
    says: 'every opening has an epoch one above the last',
    async run(world) {
      const epochs: number[] = [];
      for (let i = 0; i < 3; i++) {
        const store = world.connect();
        epochs.push((await takeOver(store)).restored.epoch);
        await store.close();
      }
      expect(epochs).toEqual([1, 2, 3]);
    },
  },
  {
    rule: 'S3',
    says: 'opening is refused while the owner’s deadline lies ahead, names the owner, and disturbs nothing',
    async run(world) {
      const owner = world.connect();
      await takeOver(owner, { holder: 'http://a:8787 pid 1' });
      const refused = await world.connect().open(claim({ holder: 'B', now: NOW + TERM - 1 }));
      expect(refused).toEqual({ kind: 'busy', holder: 'http://a:8787 pid 1', deadline: NOW + TERM });
      expect(await owner.commit([addJob(1)], NOW + 5)).toBe('committed');
    },
  },
  {
    rule: 'S3',
    says: 'a store that was refused can ask again',
    async run(world) {
      await takeOver(world.connect());
      const second = world.connect();
      expect((await second.open(claim({ now: NOW + 1 }))).kind).toBe('busy');
      expect((await second.open(claim({ now: NOW + TERM }))).kind).toBe('opened');
    },
  },
  {
    rule: 'S4',
    says: 'a missed deadline, force, or the owner’s close lets the next one in',
    async run(world) {
      const kinds: string[] = [];
      const ask = async (parts: Partial<Claim>) => {
        const store = world.connect();
        kinds.push((await store.open(claim(parts))).kind);
        return store;
      };
      await ask({});
      await ask({ now: NOW + TERM });
      const third = await ask({ now: NOW + TERM + 1, force: true });
      await ask({ now: NOW + TERM + 2 });
      await third.close();
      await ask({ now: NOW + TERM + 2 });
      expect(kinds).toEqual(['opened', 'opened', 'opened', 'busy', 'opened']);
    },
  },
  {
    rule: 'S4',
    says: 'the close of a former owner takes nothing from the present one',
    async run(world) {
      const former = world.connect();
      await takeOver(former);
      const present = world.connect();
      await takeOver(present, { holder: 'B', now: NOW + TERM });
      await former.close();
      const third = await world.connect().open(claim({ now: NOW + TERM + 1 }));
      expect(third).toMatchObject({ kind: 'busy', holder: 'B' });
    },
  },
  {
    rule: 'S5',
    says: 'after a take-over the former owner’s commit is fenced and writes nothing',
    async run(world) {
      const a = await connected(world);
      await a.commit([addJob(1)], NOW);
      const b = await connected(world);
      expect(await a.commit([addJob(2)], NOW)).toBe('fenced');
      expect((await b.listJobs()).map((row) => row.number)).toEqual([1]);
    },
  },
  {
    rule: 'S5',
    says: 'after a take-over the former owner claims no span',
    async run(world) {
      const a = await connected(world);
      await a.commit([addJob(1)], NOW);
      const b = await connected(world);
      expect(await a.claimSpan(job(1), NOW)).toBe('fenced');
      expect(await b.listSpans(job(1))).toEqual([]);
      expect(await b.claimSpan(job(1), NOW)).toMatchObject({ no: 0, first: 0 });
    },
  },
  {
    rule: 'S5',
    says: 'of two that both record a chunk, only the present owner’s record counts',
    async run(world) {
      const a = await connected(world);
      await a.commit([addJob(1)], NOW);
      const span = await claimSpan(a, 1);
      const b = await connected(world);
      expect(await b.commit([segment(1, [{ index: 5, by: 2 }]), spanWith(span, [5])], NOW)).toBe('committed');
      expect(await a.commit([segment(1, [{ index: 6, by: 1 }]), spanWith(span, [6])], NOW)).toBe('fenced');
      expect(contents((await b.readResults(job(1), range(0, 100), 1000)).records)).toEqual(['5:0:2']);
    },
  },
  {
    rule: 'S6',
    says: 'fenced is for ever, even when the new owner has gone',
    async run(world) {
      const a = await connected(world);
      const b = await connected(world);
      expect(await a.commit([], NOW)).toBe('fenced');
      await b.close();
      expect(await a.commit([], NOW)).toBe('fenced');
      expect(await a.claimSpan(job(1), NOW)).toBe('fenced');
      await expect(a.open(claim({ force: true }))).rejects.toSatisfy(
        (e) => e instanceof CoveyError && e.code === 'fenced',
      );
    },
  },
  {
    rule: 'S7',
    says: 'every commit, an empty one too, and every claim of a span renews the deadline',
    async run(world) {
      const owner = await connected(world);
      const deadline = async () => {
        const refused = await world.connect().open(claim({ now: NOW }));
        return refused.kind === 'busy' ? refused.deadline : null;
      };
      await owner.commit([], NOW + 100);
      expect(await deadline()).toBe(NOW + 100 + TERM);
      await owner.commit([addJob(1)], NOW + 200);
      expect(await deadline()).toBe(NOW + 200 + TERM);
      await owner.claimSpan(job(1), NOW + 300);
      expect(await deadline()).toBe(NOW + 300 + TERM);
    },
  },
  {
    rule: 'S8',
    says: 'the owner itself may open again without waiting, and goes on under a new epoch',
    async run(world) {
      const store = world.connect();
      await takeOver(store);
      await store.commit([addJob(1)], NOW);
      const again = await takeOver(store, { now: NOW + 1 });
      expect(again.restored.epoch).toBe(2);
      expect(again.restored.jobs.map((row) => row.number)).toEqual([1]);
      expect(await store.commit([addJob(2)], NOW + 2)).toBe('committed');
    },
  },
  {
    rule: 'S9',
    says: 'closing twice is closing once, and a closed store says so',
    async run(world) {
      const store = await connected(world);
      await Promise.all([store.close(), store.close()]);
      await store.close();
      const stopping = (error: unknown) => error instanceof CoveyError && error.code === 'stopping';
      await expect(store.commit([], NOW)).rejects.toSatisfy(stopping);
      await expect(store.listJobs()).rejects.toSatisfy(stopping);
      await expect(store.open(claim())).rejects.toSatisfy(stopping);
    },
  },
  {
    rule: 'S9',
    says: 'closing waits for the commits before it',
    async run(world) {
      const store = await connected(world);
      const commits = [1, 2, 3].map((n) => store.commit([addJob(n)], NOW));
      await store.close();
      expect(await Promise.all(commits)).toEqual(['committed', 'committed', 'committed']);
      expect((await takeOver(world.connect())).restored.jobs).toHaveLength(3);
    },
  },
];

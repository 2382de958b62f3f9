// Five hundred seeds of trouble. A failing seed is printed; `COVEY_SEED=n` replays it alone, `COVEY_SEEDS=n` runs another number of them.
// Then the proof that the simulation would notice: schedulers and stores that break one promise each must not get through it.
import { expect, test } from 'vitest';
import type { Change } from '../changes.ts';
import type { Scheduler } from '../scheduler.ts';
import { simulate } from './simulation.ts';
import { FakeStore } from './fake-store.ts';
import type { WorldOptions } from './fake-world.ts';

const SEEDS = Number(process.env['COVEY_SEEDS'] ?? 500);
const ONE = process.env['COVEY_SEED'];

test(
  '[E6] every job ends with every chunk exactly once and right, whatever happens',
  { timeout: 600_000 },
  () => {
    const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, i) => i + 1) : [Number(ONE)];
    for (const seed of seeds) {
      const { complaints } = simulate(seed);
      expect(complaints, `seed ${seed}; replay it with COVEY_SEED=${seed}`).toEqual([]);
    }
  },
);

test('the same seed does the same thing twice', () => {
  expect(simulate(4711)).toEqual(simulate(4711));
});

/** How the first of sixty seeds that notices puts it. */
function firstComplaint(options: WorldOptions): string {
  for (let seed = 1; seed <= 60; seed++) {
    const [complaint] = simulate(seed, options).complaints;
    if (complaint !== undefined) return complaint;
  }
  return 'nothing was noticed';
}

const wrapped = (change: (scheduler: Scheduler) => Partial<Scheduler>): WorldOptions => ({
  wrap: (scheduler) => ({ ...scheduler, ...change(scheduler) }),
});

test('a scheduler that stores a repeated result again is noticed', () => {
  const doubling = wrapped((inner) => ({
    cutTick: () =>
      inner
        .cutTick()
        .flatMap((change): Change[] => (change.type === 'segmentAdded' ? [change, change] : [change])),
  }));
  expect(firstComplaint(doubling)).toMatch(/counted twice/);
});

test('a scheduler that credits a chunk twice is noticed', () => {
  const generous = wrapped((inner) => ({
    cutTick: () => {
      const changes = inner.cutTick();
      for (const change of changes) if (change.type === 'shareChanged') change.row.chunks *= 2;
      return changes;
    },
  }));
  expect(firstComplaint(generous)).toMatch(/credited with/);
});

test('a scheduler that acknowledges before the commit is noticed', () => {
  const hasty = wrapped((inner) => ({
    handle: (event, now) =>
      inner
        .handle(event, now)
        .map((effect) => (effect.type === 'reply' ? { ...effect, when: 'now' } : effect)),
  }));
  expect(firstComplaint(hasty)).toMatch(/acknowledged but is not on disk/);
});

test('a scheduler that forgets to write its bitmaps is noticed', () => {
  const forgetful = wrapped((inner) => ({
    cutTick: () => inner.cutTick().filter((change) => change.type !== 'spanChanged'),
  }));
  expect(firstComplaint(forgetful)).not.toBe('nothing was noticed');
});

test('a scheduler that never asks for verification is noticed', () => {
  const trusting = wrapped((inner) => ({
    handle: (event, now) => {
      const effects = inner.handle(event, now);
      for (const effect of effects)
        if (effect.type === 'verify') {
          const { job, generation, index, attempt, device } = effect;
          effects.push(
            ...inner.handle(
              {
                type: 'resultJudged',
                job,
                generation,
                index,
                attempt,
                device,
                verdict: 'accepted',
                reason: '',
                isVerified: true,
                stops: false,
              },
              now,
            ),
          );
        }
      return effects.filter((effect) => effect.type !== 'verify');
    },
  }));
  expect(firstComplaint(trusting)).toMatch(/wrong bytes|which it looked for/);
});

test('[A9] a scheduler that gives work to whoever knocks is noticed', () => {
  const open = wrapped((inner) => ({
    handle: (event, now) =>
      inner.handle(
        event.type === 'deviceJoined' ? { ...event, row: { ...event.row, approved: true } } : event,
        now,
      ),
  }));
  expect(firstComplaint(open)).toMatch(/nobody has approved it/);
});

test('[A10] a scheduler that leaves its work with a device that moves is noticed', () => {
  const careless = wrapped((inner) => ({
    handle: (event, now) => {
      const device = event.type === 'deviceMoved' ? inner.state.devices.get(event.device) : undefined;
      if (device && event.type === 'deviceMoved') device.row.swarm = event.swarm;
      return device ? [] : inner.handle(event, now);
    },
  }));
  expect(firstComplaint(careless)).toMatch(/unknown to its swarm/);
});

test('a store without transactions is noticed', () => {
  class TornStore extends FakeStore {
    protected override tear(changes: readonly Change[], survives: number): 'lost' {
      for (const change of changes.slice(0, survives)) this.apply(change);
      return 'lost';
    }
  }
  expect(firstComplaint({ store: () => new TornStore() })).not.toBe('nothing was noticed');
});

test('a store without a fence is noticed', () => {
  class OpenStore extends FakeStore {
    override isFenced(): boolean {
      return false;
    }
  }
  expect(firstComplaint({ store: () => new OpenStore() })).not.toBe('nothing was noticed');
});

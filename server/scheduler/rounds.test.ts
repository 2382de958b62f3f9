// A job that follows on another: made in the tick in which the one before is done, once, and only then.
import { expect, test } from 'vitest';
import { emptyStore, jobNumber, jobRow, uniform, UTC } from './fake-rows.ts';
import type { NewJob, SwarmEvent } from './events.ts';
import { only, Scenario } from './scenario.ts';

const job = jobNumber(1);
const follower = (number = 2): NewJob => {
  const first = jobRow(1);
  const over = {
    count: 4,
    origin: `next:${first.id}`,
    parent: first.id,
    root: first.id,
    round: 2,
    rounds: 3,
  };
  const payload = { input: new Uint8Array(), index: new Uint8Array(), inputParts: [] };
  return { row: jobRow(number, over), payload, costs: uniform };
};
const reduced = (next: NewJob | null, broken = ''): SwarmEvent => ({
  type: 'jobReduced',
  job,
  generation: 1,
  outputs: [],
  follower: next,
  broken,
  at: UTC,
});

/** Job 1 is being reduced. */
function reducing(): Scenario {
  const s = new Scenario();
  s.add(1);
  s.submit(1, { count: 2, rounds: 3 });
  s.results(1, 1, [0, 1]);
  expect(s.job(1).row.state).toBe('reducing');
  s.commit();
  return s;
}

test('[E10] the round that follows is made in the tick in which the one before is done', () => {
  const s = reducing();
  const effects = s.tell(reduced(follower()));
  expect(only(effects, 'sendLease')[0]).toMatchObject({ device: 1, job: 2, first: 0 });
  const changes = s.commit().filter(({ type }) => type === 'jobAdded' || type === 'jobChanged');
  expect(changes).toMatchObject([
    { type: 'jobChanged', row: { number: 1, state: 'done' } },
    { type: 'jobAdded', row: { number: 2, parent: jobRow(1).id, round: 2, rounds: 3 } },
  ]);
});

test('[E10] a job that is tried again after its end makes no second follower', () => {
  const s = reducing();
  s.tell(reduced(follower()));
  expect(s.tell({ type: 'jobSubmitted', ...follower(3) })).toEqual([]);
  expect([...s.state.jobs.keys()]).toEqual([1, 2]);
});

test('[E10] nothing follows on a job that was cancelled while it was reduced', () => {
  const s = reducing();
  s.tell({ type: 'jobCancelled', job, at: UTC });
  s.tell(reduced(follower()));
  expect([...s.state.jobs.keys()]).toEqual([1]);
});

test('[E10] a round that cannot be made ends the chain with a reason, and takes nothing from the one before', () => {
  const s = reducing();
  const effects = s.tell(reduced(null, 'rate: must be at most 1'));
  const note = 'there is no next round: rate: must be at most 1';
  expect(s.job(1).row).toMatchObject({ state: 'done', note });
  expect(only(effects, 'note')).toMatchObject([{ tone: 'warning', text: `job 1 is done, but ${note}.` }]);
});

test('[E10] a kill before the tick asks again, one after it finds both', () => {
  const before = new Scenario(
    emptyStore({
      jobs: [jobRow(1, { state: 'reducing', startedAt: UTC, count: 2 })],
      spans: [{ job, no: 0, first: 0, count: 2, recorded: null, accepted: null }],
      free: [{ job, low: 2 }],
    }),
  );
  expect(only(before.effects, 'reduce')).toHaveLength(1);
  const done = jobRow(1, { state: 'done', startedAt: UTC, endedAt: UTC, count: 2 });
  const after = new Scenario(
    emptyStore({ jobs: [done, follower().row], free: [{ job: jobNumber(2), low: 0 }] }),
  );
  expect(only(after.effects, 'reduce')).toEqual([]);
  expect([...after.state.jobs.keys()]).toEqual([1, 2]);
});

// A job that ends at the first result it looks for: nothing more is handed out, what counts is fixed, and a wrong find is no find.
import { expect, test } from 'vitest';
import { deviceNumber, emptyStore, jobNumber, jobRow, UTC } from './fake-rows.ts';
import type { JobRow } from './rows.ts';
import { only, Scenario } from './scenario.ts';

const job = jobNumber(1);

function searching(over: Partial<JobRow> = {}, devices: { proven?: number } = {}): Scenario {
  const s = new Scenario();
  s.add(1, devices);
  s.submit(1, { count: 100, stops: true, spanSize: 64, ...over });
  s.commit();
  return s;
}

/** Results 0 to 3 of device 1, of which 2 is the one. */
function find(s: Scenario) {
  const [first, second, hit, fourth] = only(s.results(1, 1, [0, 1, 2, 3]), 'verify');
  s.judge(first!, 'accepted');
  return { late: [second!, fourth!], hit: hit!, effects: s.judge(hit!, 'accepted', '', true) };
}

test('[E9] the first accepted result that is looked for ends the job: leases are dropped and reduce begins', () => {
  const s = searching();
  expect(s.held(1)).not.toEqual([]);
  const { effects } = find(s);
  expect(effects).toEqual([
    { when: 'afterCommit', type: 'sendDrop', device: 1, job, generation: 1 },
    { when: 'afterCommit', type: 'stopCompute', job },
    { when: 'afterCommit', type: 'reduce', job, generation: 1 },
  ]);
  expect(s.job(1).row).toMatchObject({ state: 'reducing', stoppedAt: 2 });
  expect(s.held(1)).toEqual([]);
  expect(s.commit()).toContainEqual(
    expect.objectContaining({ type: 'jobChanged', row: expect.objectContaining({ stoppedAt: 2 }) as JobRow }),
  );
  expect(only(s.add(2), 'sendLease'), 'nothing more is handed out').toEqual([]);
});

test('[E9] under trust each result is asked as well, and proves nothing of its device', () => {
  const s = searching({ verification: 'trust' });
  const { hit } = find(s);
  expect(hit.verifies).toBe('never');
  expect(s.job(1).row.stoppedAt).toBe(2);
  expect(s.device(1).row.proven).toBe(0);
});

test('[V7] what is left out of the sample is asked all the same, and verified if it ends the job', () => {
  const s = searching({ verification: 'check', checkShare: 0 }, { proven: 10 });
  const { hit } = find(s);
  expect(hit.verifies).toBe('if-it-stops');
  expect(s.device(1).row.proven, 'only the one that was verified').toBe(11);
});

test('[E9] what was accepted then is all that counts: later verdicts and results change nothing', () => {
  const s = searching();
  const { late } = find(s);
  expect(s.judge(late[0]!, 'accepted')).toEqual([]);
  expect(s.judge(late[1]!, 'accepted', '', true), 'a second find').toEqual([]);
  expect(s.judge(late[1]!, 'unproven')).toEqual([]);
  expect(s.job(1)).toMatchObject({ accepted: 2, row: { stoppedAt: 2 } });
  expect(only(s.results(1, 1, [4]), 'reply')).toMatchObject([{ status: 'gone' }]);
  const done = s.tell({ type: 'jobReduced', job, generation: 1, outputs: [], at: UTC });
  expect(s.job(1).row).toMatchObject({ state: 'done', note: 'Found in chunk 2' });
  expect(only(done, 'note')).toMatchObject([{ tone: 'good', text: 'job 1 is done: found in chunk 2.' }]);
  expect(s.tell({ type: 'jobRetried', job, at: UTC }), 'nothing of it is tried again').toEqual([]);
});

test('[E9] a find that turns out wrong is no find: the reduce is void, and the search goes on where it was', () => {
  const s = searching({ verification: 'check' });
  const { hit, late } = find(s);
  s.add(2);
  const effects = s.judge(hit, 'rejected', 'no such thing');
  expect(s.job(1).row).toMatchObject({ state: 'running', stoppedAt: null, generation: 2 });
  expect(only(effects, 'verify').map(({ index, generation }) => [index, generation])).toEqual([
    [1, 2],
    [3, 2],
  ]);
  expect(only(effects, 'sendLease')[0]).toMatchObject({ device: 2, job, generation: 2, first: 2, count: 1 });
  expect(s.judge(late[0]!, 'accepted'), 'of the generation before').toEqual([]);
});

test('[V4] so is a find whose device is put in quarantine for something else', () => {
  const s = searching({ verification: 'check' });
  const { late } = find(s);
  s.judge(late[0]!, 'rejected', 'wrong');
  expect(s.job(1).row).toMatchObject({ state: 'running', stoppedAt: 2 });
  expect(only(s.add(2), 'sendLease'), 'still found, as long as nobody has looked').toEqual([]);
  const ranges = [
    { first: 0, count: 1 },
    { first: 2, count: 2 },
  ];
  const effects = s.tell({ type: 'touchedFound', job, generation: 2, device: deviceNumber(1), ranges });
  expect(s.job(1).row.stoppedAt).toBeNull();
  expect(only(effects, 'sendLease')[0]).toMatchObject({ device: 2, first: 0 });
});

test('[E9] paused when it is found, it is reduced once it is resumed', () => {
  const s = searching();
  const asked = only(s.results(1, 1, [0]), 'verify');
  s.tell({ type: 'jobPaused', job });
  expect(only(s.judge(asked[0]!, 'accepted', '', true), 'reduce')).toEqual([]);
  expect(s.job(1).row).toMatchObject({ state: 'paused', stoppedAt: 0 });
  expect(only(s.tell({ type: 'jobResumed', job }), 'reduce')).toHaveLength(1);
});

test('[E9] after a restart what was found is still found', () => {
  const bits = (...set: number[]) => {
    const bytes = new Uint8Array(8);
    for (const i of set) bytes[i >>> 3]! |= 1 << (i & 7);
    return bytes;
  };
  const row = jobRow(1, {
    count: 64,
    spanSize: 64,
    stops: true,
    stoppedAt: 2,
    state: 'reducing',
    startedAt: UTC,
  });
  const span = { job, no: 0, first: 0, count: 64, recorded: bits(0, 1, 2), accepted: bits(0, 2) };
  const s = new Scenario(emptyStore({ jobs: [row], spans: [span], free: [{ job, low: 64 }] }));
  expect(only(s.effects, 'reduce')).toEqual([{ when: 'now', type: 'reduce', job, generation: 1 }]);
  s.add(1);
  expect(only(s.pass(60_000), 'sendLease')).toEqual([]);
});

import { expect, test } from 'vitest';
import type { Effect } from '../effects.ts';
import { deviceRow, emptyStore } from '../fake-rows.ts';
import { only } from '../scenario.ts';
import { AgreeingSwarm, swarmOf } from './fake-swarm.ts';

test('[V11] of an unproven device at most ten results are asked about at a time, and once it is proven a sample of the others', () => {
  const s = swarmOf([0, 10], { count: 60 });
  const all = Array.from({ length: 60 }, (_, i) => i);
  s.say(1, 1, all);
  expect(all.filter((index) => s.votesOf(1, index).length > 0)).toEqual(all.slice(0, 10));
  expect(s.job(1)).toMatchObject({ recorded: 50, accepted: 0 });
  s.say(2, 1, all.slice(0, 9));
  expect(s.device(1).row.proven).toBe(9);
  expect(s.job(1).accepted).toBe(9);
  s.say(2, 1, [9]);
  expect(s.device(1).row.proven).toBe(10);
  const asked = all.filter((index) => index > 9 && s.votesOf(1, index).length > 0);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.length).toBeLessThan(20);
  expect(s.job(1).accepted).toBe(60 - asked.length);
  s.say(2, 1, asked);
  expect(s.job(1).row.state).toBe('reducing');
});

test('[V11] of a proven device the sample is asked about, up to ten at a time', () => {
  const s = swarmOf([10, 10], { count: 60, checkShare: 1 });
  const all = Array.from({ length: 60 }, (_, i) => i);
  s.say(1, 1, all.slice(0, 30));
  expect(all.filter((index) => s.votesOf(1, index).length > 0)).toEqual(all.slice(0, 10));
  expect(s.job(1).accepted).toBe(20);
  s.say(2, 1, all.slice(0, 5));
  s.say(1, 1, all.slice(30, 40));
  expect(all.filter((index) => index >= 30 && s.votesOf(1, index).length > 0)).toEqual(all.slice(30, 35));
});

test('[V12] a device that is alone is trusted at once, and that is counted', () => {
  const s = swarmOf([0], { count: 3 });
  s.say(1, 1, [0, 1, 2]);
  expect(s.job(1)).toMatchObject({ accepted: 3, row: { state: 'reducing' } });
  expect(s.share(1, 1)).toEqual([3, 3]);
  s.tell({ type: 'jobReduced', job: s.job(1).row.number, generation: 1, outputs: [], at: 1 });
  expect(s.job(1).row.note).toBe('3 results accepted on trust: no second device');
  expect(s.device(1).row.proven).toBe(0);
});

test('[V12] a second device that comes while the job runs is asked about what was taken on trust', () => {
  const s = swarmOf([0], { count: 40 });
  s.say(
    1,
    1,
    Array.from({ length: 30 }, (_, i) => i),
  );
  expect(s.share(1, 1)).toEqual([30, 30]);
  s.add(2, {}, { threads: 1 });
  expect(s.share(1, 1)).toEqual([20, 20]);
  expect(s.job(1).accepted).toBe(20);
  s.say(
    2,
    1,
    Array.from({ length: 10 }, (_, i) => i),
  );
  expect(s.device(1).row.proven).toBe(10);
  expect(s.share(1, 1)[1]).toBe(0);
  expect(s.job(1).accepted).toBeGreaterThan(20);
});

test('[V12] a device that is there but does not work is waited for, not for ever', () => {
  const s = swarmOf([0, 0], { count: 1 });
  s.report(2, { duty: 0, reason: 'on-battery', threads: 1, holding: 0 });
  s.say(1, 1, [0]);
  expect(s.job(1)).toMatchObject({ recorded: 1, accepted: 0, row: { state: 'running' } });
  s.pass(29_000);
  expect(s.job(1).row.state).toBe('running');
  s.pass(2_000);
  expect(s.job(1).row.state).toBe('reducing');
  expect(s.share(1, 1)).toEqual([1, 1]);
});

test('[V12] what is found by a device that is alone waits no longer', () => {
  const s = swarmOf([0], { count: 3, stops: true });
  s.report(1, { duty: 0, threads: 1, holding: 3 });
  s.add(2, {}, { threads: 1, duty: 0, reason: 'on-battery' });
  const asked = only(s.results(1, 1, [0, 1, 2]), 'verify');
  for (const effect of asked) s.judge(effect, 'accepted', '', effect.index === 1);
  expect(s.job(1).row.stoppedAt).toBeNull();
  s.pass(31_000);
  expect(s.job(1).row.stoppedAt).toBe(1);
  const { waiting, trusted } = s.job(1).unseconded.get(s.device(1).row.number)!;
  expect([waiting, trusted].map((list) => list.map(({ index }) => index))).toEqual([[2], [0]]);
});

test('[V12] the only other device leaves with the chunk: what the first one said counts on trust, at once', () => {
  const s = swarmOf([0, 0]);
  s.say(1, 1, [0]);
  expect(s.holdersOf(1, 0)).toEqual([2]);
  s.leave(2);
  expect(s.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
  expect(s.share(1, 1)).toEqual([1, 1]);
});

test('[V12] the only other device vanishes: it is waited for as long as it may come back', () => {
  const s = swarmOf([0, 0]);
  s.say(1, 1, [0]);
  s.vanish(2);
  s.pass(9_000);
  expect(s.job(1)).toMatchObject({ pending: 1, accepted: 0 });
  s.pass(2_000);
  expect(s.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
});

test('[V12] the third one is caught elsewhere: the two who said the same decide, and a later rejection counts on from there', () => {
  const s = swarmOf([0, 0, 0], { count: 3 });
  s.say(1, 1, [0]);
  s.say(2, 1, [0]);
  expect(s.holdersOf(1, 0)).toEqual([3]);
  s.say(3, 1, [1, 2], 'lie');
  s.say(1, 1, [1, 2]);
  s.say(2, 1, [1, 2]);
  expect(s.device(3).row.quarantine).not.toBeNull();
  expect(s.job(1)).toMatchObject({ accepted: 3, row: { state: 'reducing' } });
  expect([s.share(1, 1), s.share(1, 2)]).toEqual([
    [0, 0],
    [3, 0],
  ]);
  expect([1, 2].map((n) => s.device(n).row.proven)).toEqual([3, 3]);
  const row = s.commit().flatMap((change) => (change.type === 'exceptionChanged' ? [change.row] : []));
  expect(row.find(({ index }) => index === 0)).toMatchObject({
    attempt: 1,
    votes: [{ attempt: 0, device: 1 }],
  });
});

test('[V12] what a liar said of the chunk before it was caught does not keep the other two from deciding', () => {
  const s = swarmOf([0, 0, 0], { count: 3 });
  s.say(1, 1, [0]);
  s.say(2, 1, [0]);
  // on disk, not judged yet
  s.results(3, 1, [0]);
  s.say(3, 1, [1, 2], 'lie');
  s.say(1, 1, [1, 2]);
  s.say(2, 1, [1, 2]);
  expect(s.device(3).row.quarantine).not.toBeNull();
  expect(s.job(1)).toMatchObject({ recorded: 3, accepted: 2 });
  const device = s.device(3).row.number;
  s.tell({
    type: 'touchedFound',
    job: s.job(1).row.number,
    generation: 1,
    device,
    ranges: [{ first: 0, count: 1 }],
  });
  expect(s.job(1)).toMatchObject({ accepted: 3, row: { state: 'reducing' } });
});

test('[V12] two who differ and whose third is gone are asked once more, later', () => {
  const s = swarmOf([0, 0, 0]);
  s.say(1, 1, [0], 'one');
  s.say(2, 1, [0], 'other');
  s.leave(3);
  expect(s.job(1)).toMatchObject({ pending: 1, accepted: 0 });
  s.pass(31_000);
  for (const n of [1, 2]) s.report(n, { holding: 0, threads: 1 });
  expect(s.holdersOf(1, 0)).toHaveLength(1);
});

test('[V13] after a restart votes are still there, and what was waiting waits again for those that may come back', () => {
  const before = swarmOf([0, 10, 10], { count: 12 });
  before.say(
    1,
    1,
    Array.from({ length: 11 }, (_, i) => i),
  );
  const row = { ...before.job(1).row };
  const changes = before.commit();
  const span = changes.flatMap((change) => (change.type === 'spanChanged' ? [change.row] : [])).at(-1)!;
  const exceptions = changes.flatMap((change) => (change.type === 'exceptionChanged' ? [change.row] : []));
  const shares = changes.flatMap((change) => (change.type === 'shareChanged' ? [change.row] : []));
  const s = new AgreeingSwarm(
    emptyStore({
      epoch: 2,
      jobs: [row],
      spans: [span],
      free: [{ job: row.number, low: 12 }],
      exceptions,
      shares,
      devices: [deviceRow(1), deviceRow(2, { proven: 10 }), deviceRow(3, { proven: 10 })],
    }),
  );
  expect(s.votesOf(1, 4)).toEqual([1]);
  const [asked, ...others] = only(s.effects, 'verify');
  expect(others).toEqual([]);
  expect(asked).toMatchObject({ index: 10, attempt: 0 });
  s.judge({ ...asked!, device: s.device(1).row.number }, 'accepted', '', false, [[0]]);
  expect(s.job(1)).toMatchObject({ recorded: 1, accepted: 0 });
  for (const n of [1, 2, 3]) s.connect(n, { threads: 1 });
  s.pass(1_000);
  expect(s.job(1).recorded).toBe(0);
  const restored = only(s.results(2, 1, [0]), 'verify');
  expect(restored).toMatchObject([{ index: 0, attempt: 1, votes: [0] }]);
  s.judge(restored[0]!, 'accepted', '', false, [[0, 1]]);
  expect(s.job(1).accepted).toBe(1);
});

test('[V12] right after a restart two unproven devices do not decide yet: a third one may come back', () => {
  const first = swarmOf([0, 0, 0]);
  first.say(1, 1, [0]);
  const changes = first.commit();
  const restored = emptyStore({
    epoch: 2,
    jobs: [{ ...first.job(1).row }],
    spans: changes.flatMap((change) => (change.type === 'spanChanged' ? [change.row] : [])).slice(-1),
    free: [{ job: first.job(1).row.number, low: 1 }],
    exceptions: changes.flatMap((change) => (change.type === 'exceptionChanged' ? [change.row] : [])),
    shares: changes.flatMap((change) => (change.type === 'shareChanged' ? [change.row] : [])),
    devices: [deviceRow(1), deviceRow(2), deviceRow(3)],
  });
  const again = () => {
    const s = new AgreeingSwarm(structuredClone(restored));
    s.connect(1, { threads: 1 });
    s.connect(2, { threads: 1 });
    s.pass(1_000);
    s.say(2, 1, [0], 'unread');
    return s;
  };
  const agree = (s: AgreeingSwarm, effects: Effect[]) => {
    const [asked] = only(effects, 'verify');
    expect(asked).toMatchObject({ index: 0, attempt: 1, votes: [0] });
    s.judge({ ...asked!, device: s.device(2).row.number }, 'accepted', '', false, [[0, 1]]);
  };
  const coming = again();
  expect(coming.job(1)).toMatchObject({ recorded: 1, accepted: 0 });
  agree(coming, coming.connect(3, { threads: 1 }));
  expect(coming.holdersOf(1, 0)).toEqual([3]);

  const staying = again();
  agree(staying, staying.pass(10_000));
  expect(staying.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
});

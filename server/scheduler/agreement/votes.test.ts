import { expect, test } from 'vitest';
import type { Effect } from '../effects.ts';
import { only } from '../scenario.ts';
import { swarmOf } from './fake-swarm.ts';

test('[V8] a result of an unproven device waits for another device; the sample of a proven one does too, the rest counts at once', () => {
  const s = swarmOf([0, 0]);
  s.say(1, 1, [0]);
  expect(s.job(1)).toMatchObject({ recorded: 0, accepted: 0 });
  expect(s.votesOf(1, 0)).toEqual([1]);
  expect(s.holdersOf(1, 0)).toEqual([2]);

  const proven = swarmOf([10, 10], { count: 400 });
  const first64 = Array.from({ length: 64 }, (_, i) => i);
  const asked = only(proven.results(1, 1, first64), 'verify').length;
  expect(asked).toBeGreaterThan(1);
  expect(asked).toBeLessThan(20);
  expect(proven.job(1).accepted).toBe(64 - asked);
});

test('[V9] a second device that says the same decides if one of the two is proven, and both have proven one more', () => {
  const s = swarmOf([0, 10, 0]);
  s.say(1, 1, [0]);
  const effects = s.say(2, 1, [0]);
  expect(only(effects, 'verify')).toMatchObject([{ index: 0, attempt: 1, device: 2, votes: [0] }]);
  expect(s.job(1)).toMatchObject({ accepted: 1, rejected: 0, row: { state: 'reducing' } });
  expect([1, 2, 3].map((n) => s.device(n).row.proven)).toEqual([1, 11, 0]);
  expect([s.share(1, 1), s.share(1, 2)]).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test('[V9] where nobody is proven three must say the same, or all that there are', () => {
  const three = swarmOf([0, 0, 0, 0]);
  three.say(1, 1, [0]);
  three.say(2, 1, [0]);
  expect(three.job(1).accepted).toBe(0);
  three.say(3, 1, [0]);
  expect(three.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
  expect([1, 2, 3, 4].map((n) => three.device(n).row.proven)).toEqual([1, 1, 1, 0]);

  const two = swarmOf([0, 0]);
  two.say(1, 1, [0]);
  two.say(2, 1, [0]);
  expect(two.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
});

test('[V9] two liars who lie alike before anybody is proven are outvoted by three others', () => {
  const s = swarmOf([0, 0, 0, 0, 0], { count: 2 });
  for (const liar of [1, 2]) s.say(liar, 1, [0, 1], 'lie');
  expect(s.job(1).accepted).toBe(0);
  for (const n of [3, 4]) s.say(n, 1, [0, 1]);
  expect([1, 2, 3, 4].map((n) => s.device(n).row.quarantine)).toEqual([null, null, null, null]);
  s.say(5, 1, [0, 1]);
  expect(s.job(1).accepted).toBe(2);
  expect([1, 2, 3, 4, 5].map((n) => s.device(n).row.quarantine !== null)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('[V10] who is outvoted once is not blamed, and has nothing proven', () => {
  const s = swarmOf([10, 10, 10], { checkShare: 1, count: 2 });
  s.say(1, 1, [0], 'NaN of another kind');
  s.say(2, 1, [0]);
  const effects = s.say(3, 1, [0]);
  expect(s.device(1).row).toMatchObject({ quarantine: null, proven: 0 });
  expect(only(effects, 'findTouched')).toEqual([]);
  expect(s.job(1)).toMatchObject({ accepted: 1, rejected: 0 });
  expect(s.job(1).history.get(0)?.row.votes).toContainEqual({ attempt: 0, device: 1, outvoted: true });
  s.say(1, 1, [1]);
  s.say(2, 1, [1]);
  expect(s.device(1).row).toMatchObject({ quarantine: null, proven: 1 });
});

test('[V10] two that differ prove nothing of either; the third one decides, and whoever is outvoted twice is quarantined with the reason', () => {
  const s = swarmOf([0, 0, 0], { count: 2 });
  s.say(1, 1, [1], 'lie');
  for (const n of [2, 3]) s.say(n, 1, [1]);
  s.say(1, 1, [0], 'lie');
  s.say(2, 1, [0]);
  expect([s.device(1).row.quarantine, s.device(2).row.quarantine]).toEqual([null, null]);
  expect(s.holdersOf(1, 0)).toEqual([3]);
  const effects = s.say(3, 1, [0]);
  expect(s.device(1).row.quarantine).toBe(
    'Its result for chunk 0 of job 1 was not what device 2 and device 3 returned',
  );
  expect(only(effects, 'sendSteering')).toMatchObject([{ device: 1 }]);
  expect(s.job(1)).toMatchObject({ accepted: 2, row: { state: 'reducing' } });
});

test('[V10] the last of three who is outvoted is to blame, and an earlier result counts again', () => {
  const s = swarmOf([0, 0, 0], { count: 2 });
  for (const n of [1, 2]) s.say(n, 1, [0, 1]);
  s.say(3, 1, [0, 1], 'lie');
  expect(s.device(3).row.quarantine).toMatch(/not what device 1 and device 2 returned/);
  expect(s.job(1)).toMatchObject({ accepted: 2, recorded: 2 });
  expect([s.share(1, 1), s.share(1, 2), s.share(1, 3)].map(([chunks]) => chunks)).toEqual([0, 2, 0]);
  const rows = s.commit().flatMap((change) => (change.type === 'exceptionChanged' ? [change.row] : []));
  expect(rows.filter(({ index }) => index === 0)).toMatchObject([
    {
      attempt: 1,
      votes: [
        { attempt: 0, device: 1 },
        { attempt: 2, device: 0 },
      ],
    },
  ]);
});

test('[V10] what a device that is outvoted did elsewhere is looked up and redone, and its votes count for nothing', () => {
  const s = swarmOf([10, 10, 10], { count: 4 });
  const one = s.job(1);
  // chunk 0 is left out of the sample, the others are not
  s.state.seed = 4;
  one.row.checkShare = 0;
  s.say(1, 1, [0], 'lie');
  expect(one.accepted).toBe(1);
  one.row.checkShare = 1;
  s.say(1, 1, [1, 2, 3], 'lie');
  expect([s.votesOf(1, 1), s.votesOf(1, 2)]).toEqual([[1], [1]]);
  s.say(2, 1, [1, 3]);
  const effects = s.say(3, 1, [1, 3]);
  expect(s.device(1).row.quarantine).not.toBeNull();
  expect(only(effects, 'findTouched')).toMatchObject([{ device: 1 }]);
  s.tell({
    type: 'touchedFound',
    job: one.row.number,
    generation: 1,
    device: s.device(1).row.number,
    ranges: [{ first: 0, count: 1 }],
  });
  expect(one).toMatchObject({ recorded: 2, accepted: 2 });
  s.say(2, 1, [2]);
  s.say(3, 1, [2]);
  s.say(2, 1, [0]);
  s.say(3, 1, [0]);
  expect(one.row.state).toBe('reducing');
  expect([s.device(2).row.quarantine, s.device(3).row.quarantine]).toEqual([null, null]);
});

test('[V10] a device whose quarantine ends is not heard again for what it said before', () => {
  const s = swarmOf([0, 0, 10, 10], { count: 3 });
  for (const index of [0, 1, 2]) s.say(1, 1, [index], 'lie');
  for (const n of [3, 4]) for (const index of [0, 1]) s.say(n, 1, [index]);
  expect(s.device(1).row.quarantine).not.toBeNull();
  expect(s.votesOf(1, 2)).toEqual([0]);
  const rows = s.commit().flatMap((change) => (change.type === 'exceptionChanged' ? [change.row] : []));
  expect(rows.find(({ index }) => index === 2)?.votes).toEqual([{ attempt: 0, device: 0 }]);
  s.tell({ type: 'deviceSteered', device: s.device(1).row.number, quarantine: false });
  s.say(3, 1, [2]);
  s.say(4, 1, [2]);
  expect(s.job(1).row.state).toBe('reducing');
  expect(s.device(1).row).toMatchObject({ quarantine: null, proven: 0 });
});

test('[V10] five results without a majority fail the chunk, and its reason names the devices', () => {
  const s = swarmOf([10, 10, 10, 10, 10, 10], { checkShare: 1 });
  let effects: Effect[] = [];
  for (let n = 1; n <= 5; n++) effects = s.say(n, 1, [0], `its own ${n}`);
  expect(s.job(1).row).toMatchObject({ state: 'failed', note: 'All 1 chunk failed' });
  const notes = only(effects, 'note').map(({ text }) => text);
  expect(notes[0]).toBe(
    'Chunk 0 of job 1 failed: no majority among 5 results of device 1, device 2, device 3, device 4 and device 5. A job whose results may differ must be submitted so that they are trusted',
  );
  for (let n = 1; n <= 6; n++) expect(s.device(n).row.quarantine).toBeNull();
});

test('[V9] an agreement that is asked about once more, because the job looks for something, counts once', () => {
  const s = swarmOf([0, 0, 0], { stops: true, count: 2 });
  for (const n of [1, 2]) s.say(n, 1, [0]);
  const [first] = only(s.results(3, 1, [0]), 'verify');
  const again = only(s.judge(first!, 'accepted', '', false, [[0, 1], [2]]), 'verify');
  expect(again).toMatchObject([{ index: 0, attempt: 1, votes: [0, 2] }]);
  expect([1, 2].map((n) => s.device(n).row.proven)).toEqual([0, 0]);
  const device = s.device(2).row.number;
  s.judge({ ...again[0]!, device }, 'accepted', '', false, [[0, 1], [2]]);
  expect(s.job(1).accepted).toBe(1);
  expect([1, 2, 3].map((n) => s.device(n).row.proven)).toEqual([1, 1, 0]);
});

test('[A10] a device that moved has proven nothing where it is now by what it said before', () => {
  const s = swarmOf([10, 10], { checkShare: 1 });
  const garage = { ...s.device(1).swarm.row, number: 2, name: 'garage' };
  s.tell({ type: 'swarmAdded', row: garage });
  s.say(1, 1, [0]);
  s.tell({ type: 'deviceMoved', device: s.device(1).row.number, swarm: garage.number, approved: true });
  s.say(2, 1, [0]);
  expect(s.job(1).accepted).toBe(1);
  expect([1, 2].map((n) => s.device(n).row.proven)).toEqual([0, 11]);
});

test('[V10] tried again, the chunk is asked about from the beginning', () => {
  const s = swarmOf([10, 10, 10, 10, 10], { checkShare: 1, count: 2 });
  for (let n = 1; n <= 5; n++) s.say(n, 1, [0], `its own ${n}`);
  s.tell({ type: 'jobRetried', job: s.job(1).row.number, at: 1 });
  expect(s.votesOf(1, 0)).toEqual([]);
  for (let n = 1; n <= 2; n++) s.say(n, 1, [0, 1]);
  expect(s.job(1)).toMatchObject({ accepted: 2, failed: 0, row: { state: 'reducing' } });
});

test('[V9] the vote of a device that was removed counts for nothing, nor does one that cannot be read again', () => {
  const s = swarmOf([10, 10, 10, 10], { checkShare: 1 });
  s.say(1, 1, [0], 'lie');
  s.say(2, 1, [0]);
  s.tell({ type: 'deviceForgotten', device: s.device(1).row.number });
  s.say(3, 1, [0], 'lie');
  expect(s.job(1).accepted).toBe(0);
  expect(s.device(2).row.quarantine).toBeNull();
  const [asked] = only(s.results(4, 1, [0]), 'verify');
  expect(asked).toMatchObject({ votes: [0, 1, 2] });
  s.judge(asked!, 'accepted', '', false, [[2], [3]]);
  expect(s.job(1).accepted).toBe(0);
  expect(s.device(3).row.quarantine).toBeNull();
});

test('[V10] two who never agree and have no third fail the chunk, too', () => {
  const s = swarmOf([10, 10], { checkShare: 1 });
  for (let n = 0; s.job(1).row.state === 'running'; n++) {
    if (n > 10) throw new Error('it never ends');
    const [holder] = s.holdersOf(1, 0);
    if (holder !== undefined) s.say(holder, 1, [0], `its own ${holder}`);
    s.pass(31_000);
    for (const each of [1, 2]) s.report(each, { holding: 0, threads: 1 });
  }
  expect(s.job(1).row.state).toBe('failed');
  expect([s.device(1).row.quarantine, s.device(2).row.quarantine]).toEqual([null, null]);
});

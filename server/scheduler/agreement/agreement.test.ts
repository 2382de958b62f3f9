import { expect, test } from 'vitest';
import { deviceRow, emptyStore } from '../fake-rows.ts';
import type { Effect } from '../effects.ts';
import type { JobRow } from '../rows.ts';
import { only, Scenario } from '../scenario.ts';

/** A swarm that remembers what each device said of a chunk, and answers the scheduler's questions from that. */
class Swarm extends Scenario {
  private said = new Map<string, string>();

  /** Results of these chunks, and all that follows: `value` is what the device says of each. */
  say(device: number, job: number, indexes: readonly number[], value = 'right'): Effect[] {
    for (const index of indexes) {
      const attempt = this.job(job).history.get(index)?.row.attempt ?? 0;
      this.said.set(`${job}/${index}/${attempt}`, value);
    }
    return this.answer(this.results(device, job, indexes));
  }

  answer(effects: Effect[]): Effect[] {
    const all = [...effects];
    for (const asked of only(effects, 'verify')) {
      const byValue = new Map<string, number[]>();
      for (const attempt of [...(asked.votes ?? []), asked.attempt]) {
        const value = this.said.get(`${asked.job}/${asked.index}/${attempt}`) ?? 'unread';
        byValue.set(value, [...(byValue.get(value) ?? []), attempt]);
      }
      all.push(...this.answer(this.judge(asked, 'accepted', '', false, [...byValue.values()])));
    }
    return all;
  }

  /** [chunks, of these taken on trust] of a device. */
  share(job: number, device: number): [number, number] {
    const share = this.job(job).shares.get(this.device(device).row.number);
    return [share?.chunks ?? 0, share?.trusted ?? 0];
  }

  votesOf(job: number, index: number): number[] {
    return (this.job(job).history.get(index)?.row.votes ?? []).map(({ device }) => device);
  }
}

function swarmOf(proven: readonly number[], over: Partial<JobRow> = {}): Swarm {
  const s = new Swarm(emptyStore({ devices: proven.map((many, i) => deviceRow(i + 1, { proven: many })) }));
  s.submit(1, { count: 1, verification: 'agree', checkShare: 0.1, ...over });
  s.commit();
  for (let n = 1; n <= proven.length; n++) s.connect(n, { threads: 1 });
  return s;
}

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
  const s = swarmOf([0, 0, 0, 0, 0]);
  s.say(1, 1, [0], 'lie');
  s.say(2, 1, [0], 'lie');
  expect(s.job(1).accepted).toBe(0);
  s.say(3, 1, [0]);
  s.say(4, 1, [0]);
  expect([1, 2, 3, 4].map((n) => s.device(n).row.quarantine)).toEqual([null, null, null, null]);
  s.say(5, 1, [0]);
  expect(s.job(1).accepted).toBe(1);
  expect([1, 2, 3, 4, 5].map((n) => s.device(n).row.quarantine !== null)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('[V10] two that differ prove nothing of either; the third one decides, and whoever is outvoted is quarantined with the reason', () => {
  const s = swarmOf([0, 0, 0]);
  s.say(1, 1, [0], 'lie');
  s.say(2, 1, [0]);
  expect([s.device(1).row.quarantine, s.device(2).row.quarantine]).toEqual([null, null]);
  expect(s.holdersOf(1, 0)).toEqual([3]);
  const effects = s.say(3, 1, [0]);
  expect(s.device(1).row.quarantine).toBe(
    'Its result for chunk 0 of job 1 was not what device 2 and device 3 returned',
  );
  expect(only(effects, 'sendSteering')).toMatchObject([{ device: 1 }]);
  expect(s.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
});

test('[V10] the last of three who is outvoted is to blame, and an earlier result counts again', () => {
  const s = swarmOf([0, 0, 0]);
  s.say(1, 1, [0]);
  s.say(2, 1, [0]);
  s.say(3, 1, [0], 'lie');
  expect(s.device(3).row.quarantine).toMatch(/not what device 1 and device 2 returned/);
  expect(s.job(1)).toMatchObject({ accepted: 1, recorded: 1 });
  expect([s.share(1, 1), s.share(1, 2), s.share(1, 3)].map(([chunks]) => chunks)).toEqual([0, 1, 0]);
  const rows = s.commit().flatMap((change) => (change.type === 'exceptionChanged' ? [change.row] : []));
  expect(rows).toMatchObject([
    {
      attempt: 1,
      votes: [
        { attempt: 0, device: 1 },
        { attempt: 2, device: 3 },
      ],
    },
  ]);
});

test('[V10] what a device that is outvoted did elsewhere is looked up and redone, and its votes count for nothing', () => {
  const s = swarmOf([10, 10, 10], { count: 3 });
  const one = s.job(1);
  // chunk 0 is left out of the sample, the others are not
  s.state.seed = 4;
  one.row.checkShare = 0;
  s.say(1, 1, [0], 'lie');
  expect(one.accepted).toBe(1);
  one.row.checkShare = 1;
  s.say(1, 1, [1, 2], 'lie');
  expect([s.votesOf(1, 1), s.votesOf(1, 2)]).toEqual([[1], [1]]);
  s.say(2, 1, [1]);
  const effects = s.say(3, 1, [1]);
  expect(s.device(1).row.quarantine).not.toBeNull();
  expect(only(effects, 'findTouched')).toMatchObject([{ device: 1 }]);
  s.tell({
    type: 'touchedFound',
    job: one.row.number,
    generation: 1,
    device: s.device(1).row.number,
    ranges: [{ first: 0, count: 1 }],
  });
  expect(one).toMatchObject({ recorded: 1, accepted: 1 });
  s.say(2, 1, [2]);
  s.say(3, 1, [2]);
  s.say(2, 1, [0]);
  s.say(3, 1, [0]);
  expect(one.row.state).toBe('reducing');
  expect([s.device(2).row.quarantine, s.device(3).row.quarantine]).toEqual([null, null]);
});

test('[V10] five results without a majority fail the chunk, and its reason names the devices', () => {
  const s = swarmOf([10, 10, 10, 10, 10, 10], { checkShare: 1 });
  let effects: Effect[] = [];
  for (let n = 1; n <= 5; n++) effects = s.say(n, 1, [0], `its own ${n}`);
  expect(s.job(1).row).toMatchObject({ state: 'failed', note: 'All 1 chunk failed' });
  const notes = only(effects, 'note').map(({ text }) => text);
  expect(notes[0]).toBe(
    'Chunk 0 of job 1 failed: device 1, device 2, device 3, device 4 and device 5 returned 5 results, and most of them differ. If results may differ, submit the job so that they are trusted.',
  );
  for (let n = 1; n <= 6; n++) expect(s.device(n).row.quarantine).toBeNull();
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

test('[V12] the only other device leaves with the chunk: the first one is given it again and is trusted', () => {
  const s = swarmOf([0, 0]);
  s.say(1, 1, [0]);
  expect(s.holdersOf(1, 0)).toEqual([2]);
  s.leave(2);
  s.pass(31_000);
  s.report(1, { holding: 0, threads: 1 });
  expect(s.holdersOf(1, 0)).toEqual([1]);
  s.say(1, 1, [0]);
  expect(s.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
  expect(s.share(1, 1)).toEqual([1, 1]);
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
  const s = new Swarm(
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

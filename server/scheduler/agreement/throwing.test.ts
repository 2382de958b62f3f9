// Agreement beside devices on which chunks throw: they are asked, and not waited for.
import { expect, test } from 'vitest';
import type { AgreeingSwarm } from './fake-swarm.ts';
import { swarmOf } from './fake-swarm.ts';

/** Throws at everything it is given until it rests. */
function throwAll(s: AgreeingSwarm, device: number): void {
  for (let index = 0; index < s.job(1).row.count; index++)
    if (s.holdersOf(1, index).includes(device)) s.fail(device, 1, index);
}

const upTo = (count: number, from = 0) => Array.from({ length: count - from }, (_, i) => from + i);

test('[V12] a device that rests after errors is waited for 30 s, then what waits for it counts on trust', () => {
  const s = swarmOf([0, 0], { count: 60 });
  throwAll(s, 2);
  expect(s.device(2).resting).toBe(true);
  const left = upTo(60).filter((index) => !s.holdersOf(1, index).includes(2));
  s.device(2).restUntil = 200_000;
  s.say(1, 1, left);
  expect(s.job(1).accepted).toBe(0);
  s.pass(29_000);
  expect(s.job(1).accepted).toBe(0);
  s.pass(2_000);
  expect(s.job(1)).toMatchObject({ accepted: 60, row: { state: 'reducing' } });
});

test('[V12] who threw at the chunk is not waited for: the one word there is counts on trust, at once', () => {
  const s = swarmOf([0, 0]);
  s.say(1, 1, [0]);
  expect(s.holdersOf(1, 0)).toEqual([2]);
  s.fail(2, 1, 0);
  expect(s.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
  expect(s.share(1, 1)).toEqual([1, 1]);
});

test('[V12] a chunk that was asked about waits no longer than 30 s for a device that rests, and is not computed again', () => {
  const s = swarmOf([0, 0], { count: 8 });
  s.say(1, 1, upTo(8));
  s.report(2, { holding: 0, threads: 1 });
  throwAll(s, 2);
  expect(s.job(1).accepted).toBe(5);
  expect(s.device(2).resting).toBe(true);
  s.device(2).restUntil = 200_000;
  s.pass(29_000);
  expect(s.job(1)).toMatchObject({ accepted: 5, pending: 3 });
  s.pass(2_000);
  expect(s.job(1)).toMatchObject({ accepted: 8, row: { state: 'reducing' } });
  expect(s.share(1, 1)).toEqual([8, 8]);
});

test('[V9] two unproven devices decide while the third one rests after errors', () => {
  const s = swarmOf([0, 0, 0], { count: 12 });
  throwAll(s, 3);
  expect(s.device(3).resting).toBe(true);
  const index = upTo(12).find((one) => !s.job(1).history.has(one)) ?? 0;
  s.say(1, 1, [index]);
  s.say(2, 1, [index]);
  expect(s.job(1).accepted).toBe(1);
});

test('[L13][V12] a chunk of which somebody has a result does not fail when three others throw: it counts on trust', () => {
  const s = swarmOf([0, 0, 0, 0]);
  s.say(1, 1, [0]);
  for (let n = 0; n < 3; n++) s.fail(s.holdersOf(1, 0)[0] ?? 0, 1, 0);
  expect(s.job(1)).toMatchObject({ accepted: 1, failed: 0, row: { state: 'reducing' } });
  expect(s.share(1, 1)).toEqual([1, 1]);
});

test('[L13][V9] while somebody else can be asked, three throws do not make one word count', () => {
  const s = swarmOf([0, 0, 0, 0, 0, 0]);
  s.say(1, 1, [0], 'lie');
  for (let n = 0; n < 3; n++) s.fail(s.holdersOf(1, 0)[0] ?? 0, 1, 0);
  expect(s.job(1)).toMatchObject({ accepted: 0, failed: 0 });
  for (let n = 0; n < 2; n++) s.say(s.holdersOf(1, 0)[0] ?? 0, 1, [0]);
  expect(s.job(1)).toMatchObject({ accepted: 1, row: { state: 'reducing' } });
  expect(s.job(1).history.get(0)?.row.votes).toContainEqual({ attempt: 0, device: 1, outvoted: true });
});

test('[L13] a chunk whose two results differ fails when it has thrown three times on a third device', () => {
  const s = swarmOf([0, 0, 0]);
  s.say(1, 1, [0], 'one');
  s.say(2, 1, [0], 'other');
  for (const n of [1, 2]) s.leave(n);
  for (let n = 0; n < 3; n++) {
    expect(s.job(1).row.state).toBe('running');
    expect(s.holdersOf(1, 0)).toEqual([3]);
    s.fail(3, 1, 0);
    s.pass(31_000);
  }
  expect(s.job(1)).toMatchObject({ failed: 1, row: { state: 'failed' } });
});

test.each([true, false])(
  '[L13] a chunk that threw twice on one device and once on another has failed, unless a third one is there: %s',
  (isThere) => {
    const s = swarmOf([0], { verification: 'trust' });
    for (let n = 0; n < 2; n++) {
      s.fail(1, 1, 0);
      s.pass(31_000);
    }
    s.add(2, {}, { threads: 1 });
    s.leave(1);
    if (isThere) s.add(3, {}, { threads: 1 });
    s.fail(2, 1, 0);
    expect(s.job(1).failed).toBe(isThere ? 0 : 1);
    if (!isThere) return;
    s.say(3, 1, [0]);
    expect(s.job(1).row.state).toBe('reducing');
  },
);

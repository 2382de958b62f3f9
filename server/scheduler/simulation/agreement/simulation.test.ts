// Two hundred seeds of swarms that must agree, and the proof that a scheduler which breaks one of these rules would be noticed.
// `COVEY_SEED=n` replays one seed.
import { expect, test } from 'vitest';
import type { Scheduler } from '../../scheduler.ts';
import { type Agreed, type Scene, simulateAgreement } from './simulation.ts';

const ONE = process.env['COVEY_SEED'];
const seeds = (count: number) =>
  ONE === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(ONE)];

const LYING: Scene = { honest: 4, fickle: 1, liars: 2, throwers: 0, chunks: 60, kills: true };
const ALONE: Scene = { honest: 1, fickle: 0, liars: 0, throwers: 0, chunks: 40, kills: false };
const LEAVING: Scene = { honest: 1, fickle: 3, liars: 0, throwers: 0, chunks: 80, kills: true };
const CALM: Scene = { honest: 5, fickle: 0, liars: 0, throwers: 0, chunks: 500, kills: false };
const THROWING: Scene = { ...ALONE, throwers: 1, chunks: 500, seconds: 0.05 };
const LYING_AND_THROWING: Scene = { ...LYING, throwers: 2 };

/** With nothing to complain of. @throws Error naming the seed */
function runAll(count: number, scene: Scene): Agreed[] {
  return seeds(count).map((seed) => {
    const agreed = simulateAgreement(seed, scene);
    const [complaint] = agreed.complaints;
    if (complaint !== undefined) throw new Error(`COVEY_SEED=${seed} replays it: ${complaint}`);
    return agreed;
  });
}

test('[V9][V10] a minority of liars who lie alike never gets anything accepted, is caught at its second lie, and nobody else is', () => {
  expect(runAll(120, LYING)).toHaveLength(seeds(120).length);
});

test('[V12] a device that is alone ends its jobs at the pace of trust', () => {
  for (const { copies, trusted } of runAll(10, ALONE)) expect([copies, trusted]).toEqual([1, 80]);
});

test('[V12][V13] devices that leave in the middle, and a coordinator that is killed, keep no job from its end', () => {
  expect(runAll(60, LEAVING)).toHaveLength(seeds(60).length);
});

test('[V12] a device that throws at everything keeps one that is alone beside it from nothing for more than minutes', () => {
  for (const { virtualMs, trusted } of runAll(10, THROWING)) {
    expect(virtualMs).toBeLessThan(600_000);
    expect(trusted).toBe(1_000);
  }
});

test('[V9][V12] beside devices that throw at everything nothing wrong is accepted, and nobody honest is blamed', () => {
  expect(runAll(60, LYING_AND_THROWING)).toHaveLength(seeds(60).length);
});

test('[V11] devices that are proven cost a tenth, and what it took to prove them', () => {
  for (const { copies } of runAll(5, CALM)) {
    expect(copies).toBeLessThan(1.3);
    expect(copies).toBeGreaterThan(1.1);
  }
});

function firstComplaint(scene: Scene, change: (inner: Scheduler) => Partial<Scheduler>): string {
  const wrap = (inner: Scheduler): Scheduler => ({ ...inner, ...change(inner) });
  for (let seed = 1; seed <= 60; seed++) {
    const [complaint] = simulateAgreement(seed, scene, { wrap }).complaints;
    if (complaint !== undefined) return complaint;
  }
  return 'nothing was noticed';
}

test('a scheduler that takes a result for agreed although the others differ is noticed', () => {
  const credulous = firstComplaint(LYING, (inner) => ({
    handle: (event, now) =>
      inner.handle(
        event.type === 'resultJudged' ? { ...event, groups: [event.groups?.flat() ?? []] } : event,
        now,
      ),
  }));
  expect(credulous).toMatch(/is wrong|is blamed|was not caught/);
});

test('a scheduler that trusts every device is noticed', () => {
  const trusting = firstComplaint(LYING, (inner) => ({
    handle: (event, now) =>
      inner.handle(event.type === 'resultJudged' ? { ...event, isVerified: false } : event, now),
  }));
  expect(trusting).toMatch(/is wrong/);
});

test('a scheduler that lets two unproven devices decide is noticed', () => {
  const hasty = firstComplaint(LYING, (inner) => ({
    handle: (event, now) => {
      if (event.type === 'resultJudged')
        for (const device of inner.state.devices.values())
          if (device.row.quarantine === null) device.row.proven ||= 10;
      return inner.handle(event, now);
    },
  }));
  expect(hasty).toMatch(/is wrong|is blamed|was not caught/);
});

test('a scheduler that forgets votes is noticed', () => {
  const forgetful = firstComplaint(LEAVING, (inner) => ({
    cutTick: () =>
      inner
        .cutTick()
        .map((change) =>
          change.type === 'exceptionChanged'
            ? { ...change, row: { ...change.row, votes: [], attempt: 0 } }
            : change,
        ),
  }));
  expect(forgetful).not.toBe('nothing was noticed');
});

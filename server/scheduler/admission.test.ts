// Who is let in, who moves and whose key is replaced: an unapproved device gets and gives nothing, and nobody takes work along.
import { describe, expect, test } from 'vitest';
import type { DeviceRow, SwarmRow } from './rows.ts';
import { deviceNumber, emptyStore, jobNumber } from './fake-rows.ts';
import { only, Scenario } from './scenario.ts';
import { reasonOf } from './steering.ts';

const [home] = emptyStore().swarms as [SwarmRow];
const garage: SwarmRow = { ...home, number: 2, name: 'garage' };

/** Two swarms; job 1 is of the first. */
function twoSwarms(): Scenario {
  const it = new Scenario(emptyStore({ swarms: [home, garage] }));
  it.submit(1, { count: 100, verification: 'check' });
  return it;
}

const approve = (it: Scenario, device: number) =>
  it.tell({ type: 'deviceSteered', device: deviceNumber(device), approved: true });
const move = (it: Scenario, device: number, swarm: number, approved = true) =>
  it.tell({ type: 'deviceMoved', device: deviceNumber(device), swarm, approved });
const rekey = (it: Scenario, device: number) =>
  it.tell({ type: 'deviceRekeyed', device: deviceNumber(device), publicKey: 'new', algorithm: 'ed25519' });
const changedRows = (it: Scenario): DeviceRow[] =>
  it.commit().flatMap((change) => (change.type === 'deviceChanged' ? [change.row] : []));

describe('a device that waits for approval', () => {
  test('[A9] gets no work, says why, and is known to wait', () => {
    const it = new Scenario();
    it.submit(1);
    const [note] = only(it.join(1, { approved: false }), 'note');
    expect(note).toMatchObject({ text: 'device 1 waits for approval.', tone: 'info' });
    expect(only(it.connect(1), 'sendLease')).toEqual([]);
    it.now += 60_000;
    expect(only(it.report(1), 'sendLease')).toEqual([]);
    expect(reasonOf(it.device(1))).toBe('waiting-for-approval');
    expect(it.job(1).pending).toBe(it.job(1).claimed);
  });

  test('[A9] does not count in how much work the others are given', () => {
    const lease = (waiting: number) => {
      const it = new Scenario();
      for (let n = 2; n < 2 + waiting; n++) it.add(n, { approved: false });
      it.add(1);
      it.submit(1, { count: 40 });
      it.results(1, 1, [0, 1, 2]);
      return it.held(1);
    };
    expect(lease(5)).toEqual(lease(0));
  });

  test('[A9] cannot hold what it says it holds, and its results and failures are not taken', () => {
    const it = new Scenario();
    it.submit(1, { verification: 'trust' });
    it.add(2);
    it.join(1, { approved: false });
    const held = { job: jobNumber(1), generation: 1, leaseId: 77, first: 50, count: 3 };
    expect(only(it.connect(1, {}, [held]), 'sendDrop')).toEqual([
      { when: 'now', type: 'sendDrop', device: 1, job: 1, generation: 1 },
    ]);
    expect(it.held(1)).toEqual([]);
    const before = it.job(1).recorded;
    expect(only(it.results(1, 1, [0, 50]), 'reply')).toMatchObject([{ when: 'now', status: 'gone' }]);
    expect(only(it.fail(1, 1, 0), 'reply')).toMatchObject([{ when: 'now', status: 'gone' }]);
    expect(it.job(1).recorded).toBe(before);
    expect(it.job(1).history.size).toBe(0);
  });

  test('[A9] takes over nothing from a device that is gone or slow', () => {
    const it = new Scenario();
    it.submit(1, { count: 4 });
    it.add(1);
    it.add(2, { approved: false });
    const effects = it.vanish(1);
    it.now += 9_000;
    effects.push(...it.tell({ type: 'wokeUp' }), ...it.report(2));
    expect(only(effects, 'sendLease')).toEqual([]);
    it.now += 60_000;
    expect(only(it.tell({ type: 'wokeUp' }), 'sendLease')).toEqual([]);
  });

  test('[A9] is told and gets work as soon as it is approved', () => {
    const it = new Scenario();
    it.submit(1);
    it.add(1, { approved: false });
    const effects = approve(it, 1);
    expect(only(effects, 'sendSteering')).toMatchObject([{ steering: { approved: true } }]);
    expect(only(effects, 'note')).toMatchObject([{ text: 'device 1 joined.', tone: 'good' }]);
    expect(only(effects, 'sendLease')).toHaveLength(1);
    const added = it.commit().find((change) => change.type === 'deviceAdded');
    expect(added).toMatchObject({ row: { approved: true } });
    expect(only(approve(it, 1), 'note')).toEqual([]);
  });

  test('[A9] that missed its approval is told again', () => {
    const it = new Scenario();
    it.add(1);
    const effects = it.report(1, { duty: 0, reason: 'waiting-for-approval', holding: 0 });
    expect(only(effects, 'sendSteering')).toMatchObject([{ steering: { approved: true } }]);
    it.join(2, { approved: false });
    it.connect(2);
    expect(only(it.report(2, { duty: 0, reason: 'waiting-for-approval' }), 'sendSteering')).toEqual([]);
  });
});

describe('a device that moves to another swarm', () => {
  test('[A10] is told to drop what it holds, which others get at once', () => {
    const it = twoSwarms();
    it.add(1);
    expect(it.held(1)).not.toEqual([]);
    const effects = move(it, 1, 2);
    expect(only(effects, 'sendDrop')).toMatchObject([{ device: 1, job: 1, generation: 1 }]);
    expect(it.held(1)).toEqual([]);
    expect(only(it.add(2), 'sendLease')).toMatchObject([{ device: 2, first: 0 }]);
    expect(only(it.report(1), 'sendLease')).toEqual([]);
  });

  test('[A10] brings its quarantine along, and neither trust nor what its former owner set', () => {
    const it = twoSwarms();
    it.add(1, { proven: 12, enabled: false, throttle: 0.5, quarantine: 'lied' });
    it.commit();
    move(it, 1, 2);
    expect(changedRows(it)).toMatchObject([
      { number: 1, swarm: 2, approved: true, proven: 0, enabled: true, throttle: 1, quarantine: 'lied' },
    ]);
  });

  test('[A10] works for its new swarm if it was let in there', () => {
    const it = twoSwarms();
    it.submit(2, { swarm: 2 });
    it.add(1);
    expect(only(move(it, 1, 2), 'sendLease')).toMatchObject([{ device: 1, job: 2 }]);
    it.add(2);
    const effects = move(it, 2, 2, false);
    expect(only(effects, 'sendLease')).toEqual([]);
    expect(only(effects, 'sendSteering')).toMatchObject([{ steering: { approved: false } }]);
    expect(only(approve(it, 2), 'sendLease')).toMatchObject([{ device: 2, job: 2 }]);
  });

  test('[A10] has nothing to say about jobs of the swarm it left', () => {
    const it = twoSwarms();
    it.add(1);
    move(it, 1, 2);
    expect(only(it.results(1, 1, [0]), 'reply')).toMatchObject([{ status: 'gone' }]);
    expect(only(it.fail(1, 1, 0), 'reply')).toMatchObject([{ status: 'gone' }]);
    it.vanish(1);
    const held = { job: jobNumber(1), generation: 1, leaseId: 1, first: 0, count: 3 };
    expect(only(it.connect(1, {}, [held]), 'sendDrop')).toHaveLength(1);
    expect(it.held(1)).toEqual([]);
    expect(it.job(1).recorded).toBe(0);
  });

  test('[A10] that had vanished is blamed for nothing and comes back to its new swarm', () => {
    const it = twoSwarms();
    it.submit(2, { swarm: 2 });
    it.add(1);
    it.vanish(1);
    expect(only(move(it, 1, 2), 'sendDrop')).toEqual([]);
    it.now += 60_000;
    it.tell({ type: 'wokeUp' });
    expect(it.job(1).history.size).toBe(0);
    expect(only(it.connect(1), 'sendLease')).toMatchObject([{ job: 2 }]);
  });

  test('[A10] to where it is, or to a swarm that is not there, changes nothing', () => {
    const it = twoSwarms();
    it.add(1);
    it.commit();
    const before = it.held(1);
    expect([...move(it, 1, 1, false), ...move(it, 1, 9)]).toEqual([]);
    expect(it.held(1)).toEqual(before);
    expect(it.commit()).toEqual([]);
  });
});

describe('a device whose key was replaced', () => {
  test('[A11] keeps its number, loses what it held and is closed once the key is on disk', () => {
    const it = new Scenario();
    it.submit(1);
    it.add(1, { proven: 3, quarantine: null });
    it.commit();
    const effects = rekey(it, 1);
    expect(only(effects, 'closeDevice')).toEqual([
      { when: 'afterCommit', type: 'closeDevice', device: 1, reason: 'replaced' },
    ]);
    expect(it.held(1)).toEqual([]);
    expect(it.device(1).connected).toBe(false);
    expect(changedRows(it)).toMatchObject([{ number: 1, publicKey: 'new', algorithm: 'ed25519', proven: 3 }]);
    expect(only(it.connect(1), 'sendLease')).toHaveLength(1);
  });

  test('[A11] is blamed for nothing it was running', () => {
    const it = new Scenario();
    it.submit(1);
    it.add(1);
    it.vanish(1);
    expect(only(rekey(it, 1), 'closeDevice')).toEqual([]);
    it.now += 60_000;
    it.tell({ type: 'wokeUp' });
    expect(it.job(1).history.size).toBe(0);
  });
});

describe('swarms', () => {
  test('one more is there at once, and is kept', () => {
    const it = new Scenario();
    it.tell({ type: 'swarmAdded', row: garage });
    expect(it.commit()).toEqual([{ type: 'swarmChanged', row: garage }]);
    it.submit(1, { swarm: 2 });
    it.add(1);
    it.add(2, { swarm: 2 });
    expect(it.held(1)).toEqual([]);
    expect(it.held(2)).not.toEqual([]);
    it.tell({ type: 'swarmAdded', row: { ...garage, name: 'again' } });
    expect(it.state.swarms.get(2)?.row.name).toBe('garage');
  });

  test('let knock or not as they are told', () => {
    const it = new Scenario();
    it.tell({ type: 'swarmSteered', swarm: 1, knocking: false });
    expect(it.commit()).toMatchObject([{ type: 'swarmChanged', row: { knocking: false, state: 'running' } }]);
    it.tell({ type: 'swarmSteered', swarm: 1, throttle: 0.5 });
    expect(it.state.swarms.get(1)?.row).toMatchObject({ knocking: false, throttle: 0.5 });
  });
});

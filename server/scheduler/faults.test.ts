// The faults of baselines §2 that concern scheduling, by their numbers.
import { expect, test } from 'vitest';
import { deviceNumber, indexesOf, status } from './fake-rows.ts';
import { only, Scenario } from './scenario.ts';

const fresh = (count = 20) => {
  const s = new Scenario();
  s.submit(1, { count });
  s.commit();
  return s;
};

test('fault 2: leases that never reached a device are free once it reports to hold nothing [L9]', () => {
  const s = fresh();
  s.add(1);
  expect(s.held(1).length).toBeGreaterThan(0);
  s.now += 6_000;
  const again = only(s.report(1, { holding: 0 }), 'sendLease');
  expect(again[0]).toMatchObject({ device: 1, first: 0 });
});

test('fault 4: a chunk that throws on three devices fails with its reason, and the job goes on [L13]', () => {
  const s = fresh(3);
  for (const device of [1, 2, 3]) s.add(device, {}, { threads: 1 });
  for (let round = 0; round < 3; round++) {
    const [holder] = s.holdersOf(1, 0);
    s.fail(holder!, 1, 0, 'no such codec');
    s.now += 300;
    s.pass(300);
  }
  expect(s.job(1).history.get(0)?.row).toMatchObject({
    failed: true,
    lastCode: 'threw',
    lastMessage: 'no such codec',
  });
  expect(new Set(s.job(1).history.get(0)?.row.threwOn)).toEqual(new Set([1, 2, 3]));
  s.results(1, 1, [1, 2]);
  expect(s.job(1).row.state).toBe('reducing');
  s.tell({ type: 'jobReduced', job: s.job(1).row.number, generation: 1, outputs: [], at: 9 });
  expect(s.job(1).row).toMatchObject({ state: 'done', note: '1 chunk failed' });
});

test('fault 5: a killed device’s chunks are with a waiting one in the same turn [L4]', () => {
  const s = fresh(3);
  s.add(1);
  s.add(2);
  expect(s.held(2)).toEqual([]);
  const effects = s.vanish(1);
  expect(
    only(effects, 'sendLease')
      .filter((lease) => lease.device === 2)
      .flatMap(indexesOf),
  ).toContain(0);
});

test('fault 6: any message renews a lease; silence for its term frees it although the connection is open [L3][L5]', () => {
  const s = fresh(3);
  s.add(1);
  const held = s.held(1);
  for (let i = 0; i < 20; i++) {
    s.pass(10_000);
    s.report(1);
  }
  expect(s.held(1)).toEqual(held);
  s.add(2, {}, { threads: 1 });
  for (let i = 0; i < 4; i++) {
    s.pass(8_000);
    s.report(2);
  }
  expect(s.held(1)).toEqual([]);
  expect(s.device(1).silent).toBe(true);
});

test('fault 7: a device that had nothing to do for an hour is served at once', () => {
  const s = new Scenario();
  s.add(1);
  s.pass(3_600_000);
  expect(only(s.submit(1, { count: 4 }), 'sendLease').length).toBeGreaterThan(0);
});

test('fault 8: full duty is no error, and a duty of 0 by its person only means no leases for now', () => {
  const s = fresh();
  s.add(1, {}, { duty: 0, reason: 'paused-by-person' });
  expect(s.held(1)).toEqual([]);
  expect(only(s.report(1, { duty: 1, holding: 0 }), 'sendLease').length).toBeGreaterThan(0);
});

test('fault 9: a device that comes back is the same device with the same leases [L8]', () => {
  const s = fresh();
  s.add(1);
  const [lease] = [...s.device(1).leases.values()];
  s.vanish(1);
  s.now += 500;
  s.connect(1, {}, [{ job: s.job(1).row.number, generation: 1, leaseId: lease!.wireId, first: 1, count: 2 }]);
  expect(s.state.devices.size).toBe(1);
  expect(s.held(1)[0]).toEqual([1, 2]);
  expect(s.job(1).history.get(0)?.row.crashes).toBe(1);
});

test('fault 10: whatever a device says of itself, it holds at most two leases’ worth [A2]', () => {
  const s = new Scenario();
  s.submit(1, { count: 1_000_000 });
  s.add(1, {}, { threads: 4096 });
  for (let i = 0; i < 30; i++) {
    const [first] = s.held(1);
    s.results(1, 1, [first![0]!], 1e-6);
    s.now += 10;
  }
  const chunks = s.held(1).reduce((sum, [, left]) => sum + left!, 0);
  expect(chunks).toBeLessThanOrEqual(2 * 4097);
});

test('fault 11: a device that says next to nothing about itself gets work [A5]', () => {
  const s = fresh();
  const bare = {
    kind: 'phone',
    runtime: 'browser',
    os: '',
    cores: 1,
    memoryGiB: null,
    gpu: false,
    benchmark: 0,
  } as const;
  expect(only(s.add(1, { capabilities: bare }, { threads: 1 }), 'sendLease').length).toBeGreaterThan(0);
});

test('fault 12: an unknown device, job or generation is answered gone, and a stranger’s failure changes nothing [L2][L13]', () => {
  const s = fresh();
  s.add(1);
  s.add(2, {}, { threads: 1 });
  expect(only(s.results(9, 1, [0]), 'reply')).toEqual([
    { when: 'now', type: 'reply', ticket: 1, status: 'gone' },
  ]);
  expect(only(s.results(1, 7, [0]), 'reply')[0]?.status).toBe('gone');
  expect(only(s.results(1, 1, [0], 1, 2), 'reply')[0]?.status).toBe('gone');
  expect(s.job(1).recorded).toBe(0);
  s.fail(2, 1, 0);
  expect(s.job(1).history.size).toBe(0);
});

test('fault 14: a late result of a lease that ran out counts, and the second one of a chunk changes nothing [L2]', () => {
  const s = fresh(2);
  s.add(1);
  s.pass(31_000);
  expect(s.held(1)).toEqual([]);
  s.results(1, 1, [0]);
  s.add(2);
  s.results(2, 1, [0]);
  expect(s.job(1)).toMatchObject({ recorded: 1, accepted: 1 });
  expect(s.commit().filter((change) => change.type === 'segmentAdded')).toMatchObject([
    { count: 1, low: 0, high: 0 },
  ]);
});

test('fault 15: what a device holds is right after results, returns, failures and loss', () => {
  const s = fresh(40);
  s.add(1);
  const [lease] = [...s.device(1).leases.values()];
  s.results(1, 1, [0]);
  s.fail(1, 1, 1);
  s.tell({
    type: 'chunksReturned',
    device: deviceNumber(1),
    leaseId: lease!.wireId,
    job: lease!.job.row.number,
    ranges: [{ first: 2, count: 9 }],
  });
  expect(s.device(1).leases.has(lease!.wireId)).toBe(false);
  s.leave(1);
  expect(s.held(1)).toEqual([]);
  expect(s.job(1)).toMatchObject({ pending: 39, recorded: 1 });
});

test('fault 16: chunks move only when their holder has released them [L10]', () => {
  const s = fresh(4);
  s.add(1, {}, { threads: 3 });
  const started = s.add(2, {}, { threads: 1 });
  expect(s.held(2)).toEqual([]);
  const [ask] = only(started, 'sendTakeBack');
  expect(ask).toMatchObject({ device: 1, first: 3, count: 1 });
  const { leaseId, job, first: from, count } = ask!;
  const moved = s.tell({
    type: 'takeBackAnswered',
    device: deviceNumber(1),
    leaseId,
    job,
    asked: { first: from, count },
    released: [{ first: from, count }],
  });
  expect(only(moved, 'sendLease')).toMatchObject([{ device: 2, first: from, count: 1 }]);
});

test('fault 19: higher priority first, equals share, and a cancelled job is dropped where it runs [A1][E4]', () => {
  const s = new Scenario();
  s.submit(1, { count: 100 });
  s.submit(2, { count: 100, priority: 5 });
  s.submit(3, { count: 100, priority: 5 });
  s.add(1, {}, { threads: 1 });
  s.add(2, {}, { threads: 1 });
  const jobOf = (device: number) =>
    [...s.device(device).leases.values()].map((lease) => lease.job.row.number);
  expect([jobOf(1)[0], jobOf(2)[0]].sort((a, b) => a! - b!)).toEqual([2, 3]);
  const effects = s.tell({ type: 'jobCancelled', job: s.job(2).row.number, at: 77 });
  expect(only(effects, 'sendDrop').length).toBeGreaterThan(0);
  expect(s.job(2).row).toMatchObject({ state: 'cancelled', endedAt: 77 });
  expect(only(s.results(1, 2, [0]), 'reply')[0]?.status).toBe('gone');
  expect(status().duty).toBe(1);
});

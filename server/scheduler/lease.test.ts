import { expect, test } from 'vitest';
import { deviceNumber, indexesOf } from './fake-rows.ts';
import { only, Scenario } from './scenario.ts';

function running(count: number, devices: number, threads = 1) {
  const s = new Scenario();
  s.submit(1, { count });
  for (let device = 1; device <= devices; device++) s.add(device, {}, { threads });
  return s;
}

test('[L2] a paused job takes results and hands nothing out; what was not started is asked back', () => {
  const s = running(6, 1);
  const effects = s.tell({ type: 'jobPaused', job: s.job(1).row.number });
  const [ask] = only(effects, 'sendTakeBack');
  expect(ask).toMatchObject({ device: 1, first: 0, count: 2 });
  expect(only(s.results(1, 1, [0]), 'sendLease')).toEqual([]);
  expect(s.job(1).recorded).toBe(1);
  expect(only(s.tell({ type: 'jobResumed', job: s.job(1).row.number }), 'sendLease').length).toBeGreaterThan(
    0,
  );
});

test('[L2] a result for a chunk that was never claimed is acknowledged and ignored', () => {
  const s = new Scenario();
  s.submit(1, { count: 20, spanSize: 8 });
  s.join(1);
  expect(s.results(1, 1, [12])).toEqual([
    { when: 'afterCommit', type: 'reply', ticket: 1, status: 'recorded' },
  ]);
  expect(s.job(1).recorded).toBe(0);
});

test('[L4] while there is other work a vanished device keeps its chunks for the grace', () => {
  const s = running(100, 1);
  const held = s.held(1);
  s.vanish(1);
  s.add(2);
  expect(s.held(1)).toEqual(held);
  s.pass(10_000);
  expect(s.held(1)).toEqual([]);
});

test('[L6] a chunk that was running at three crashes has failed; at two it goes alone', () => {
  const s = running(3, 1);
  for (const device of [1, 2]) {
    if (device === 2) s.add(2, {}, { threads: 1 });
    expect(s.holdersOf(1, 0)).toEqual([device]);
    s.vanish(device);
    s.pass(10_000);
  }
  expect(s.job(1).history.get(0)?.row).toMatchObject({ crashes: 2, failed: false });
  s.add(3, {}, { threads: 1 });
  expect([...s.device(3).leases.values()].filter((lease) => lease.risky)).toMatchObject([
    { first: 0, end: 1 },
  ]);
  s.vanish(3);
  s.pass(10_000);
  expect(s.job(1).history.get(0)?.row).toMatchObject({
    crashes: 3,
    failed: true,
    lastCode: 'device-vanished',
  });
});

test('[L6] a phone that said its page is hidden was put to sleep: it took nothing down, however often', () => {
  const s = running(3, 1);
  for (const device of [1, 2, 3, 4]) {
    if (device > 1) s.add(device, {}, { threads: 1 });
    expect(s.holdersOf(1, 0)).toEqual([device]);
    s.report(device, { reason: 'hidden', duty: 0 });
    s.vanish(device);
    s.pass(10_000);
  }
  expect(s.job(1).history.get(0)?.row.crashes ?? 0).toBe(0);
  s.add(5, {}, { threads: 1 });
  expect(s.holdersOf(1, 0)).toEqual([5]);
});

test('[L7] a chunk goes back to the only device that threw at it after 30 s, not before', () => {
  const s = running(1, 1);
  s.fail(1, 1, 0);
  expect(s.held(1)).toEqual([]);
  s.pass(20_000);
  s.report(1);
  s.pass(9_000);
  expect(s.held(1)).toEqual([]);
  expect(only(s.pass(2_000), 'sendLease')).toMatchObject([{ device: 1, first: 0 }]);
});

test('[L7] while another device could take it, the chunk waits for that one', () => {
  const s = running(1, 2);
  s.fail(1, 1, 0);
  expect(s.holdersOf(1, 0)).toEqual([2]);
});

test('[L11] a chunk that runs far too long is copied to an idle device, the first result counts, and the other holder is free', () => {
  const s = running(1, 2);
  expect(s.holdersOf(1, 0)).toEqual([1]);
  const copy = only(s.pass(3_000), 'sendLease');
  expect(copy).toMatchObject([{ device: 2, first: 0, count: 1 }]);
  expect(s.holdersOf(1, 0)).toEqual([1, 2]);
  const effects = s.results(2, 1, [0]);
  expect(only(effects, 'sendDrop')).toEqual([]);
  expect(only(effects, 'reduce')).toHaveLength(1);
  expect(s.state.leases.size).toBe(0);
});

test('[L12] returned chunks go to others at once, and not straight back', () => {
  const s = running(4, 1, 2);
  s.add(2, {}, { threads: 2 });
  const [lease] = [...s.device(1).leases.values()];
  const ranges = [{ first: lease!.first, count: lease!.end - lease!.first }];
  const effects = s.tell({
    type: 'chunksReturned',
    device: deviceNumber(1),
    leaseId: lease!.wireId,
    job: lease!.job.row.number,
    ranges,
  });
  expect(only(effects, 'sendLease').every((sent) => sent.device === 2)).toBe(true);
  expect(only(effects, 'sendLease').flatMap(indexesOf)).toContain(0);
});

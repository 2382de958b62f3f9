import { expect, test } from 'vitest';
import type { Capabilities } from '../../shared/contract/device.ts';
import { capabilities, deviceNumber } from './fake-rows.ts';
import { only, Scenario } from './scenario.ts';

/** Chunks in the lease that follows a first result of `cpu` seconds per chunk. */
function sizeAfter(kind: 'phone' | 'laptop', threads: number, cpu: number, count = 1_000_000): number {
  const s = new Scenario();
  s.checks = false;
  s.submit(1, { count });
  s.add(1, { capabilities: capabilities({ kind }) }, { threads });
  const [first] = s.held(1);
  return Math.max(...only(s.results(1, 1, [first![0]!], cpu), 'sendLease').map((lease) => lease.count));
}

test('[A2] a lease is 2 s of work on a phone and 5 s elsewhere, for all its threads, and at most 4096 chunks', () => {
  expect(sizeAfter('phone', 1, 0.01)).toBe(200);
  expect(sizeAfter('laptop', 1, 0.01)).toBe(500);
  expect(sizeAfter('laptop', 4, 0.01)).toBe(2000);
  expect(sizeAfter('laptop', 4, 1e-5)).toBe(4096);
});

test('[A2] costs decide, not numbers of chunks', () => {
  // Chunks below 100 cost 1, the others 50.
  const below = (n: number) => Math.min(n, 100) + 50 * Math.max(0, n - 100);
  const s = new Scenario(undefined, { cost: (first, count) => below(first + count) - below(first) });
  s.submit(1, { count: 1000 });
  s.add(1, {}, { threads: 1 });
  const [lease] = only(s.results(1, 1, [0], 0.01), 'sendLease');
  // 500 units: what is left of the cheap hundred and 8 dear ones.
  expect(lease).toMatchObject({ first: 2, count: 98 + 8 });
});

test('[A3] near the end a lease is at most half of the device’s share', () => {
  expect(sizeAfter('laptop', 1, 0.001, 102)).toBe(50);
});

test('[A5] before anything is measured a device gets a chunk per thread and one more', () => {
  const s = new Scenario();
  s.submit(1, { count: 1000 });
  expect(only(s.add(1, {}, { threads: 4 }), 'sendLease')).toMatchObject([{ first: 0, count: 5 }]);
});

test('[A6] five errors in a row and a device rests, longer each time; a good result ends the series', () => {
  const s = new Scenario();
  s.submit(1, { count: 1000 });
  s.add(1, {}, { threads: 8 });
  s.add(2, {}, { threads: 8 });
  const failFive = () => {
    for (let i = 0; i < 5; i++) {
      const [lease] = [...s.device(1).leases.values()];
      const index = Array.from({ length: 1000 }, (_, n) => n).find(
        (n) => s.holdersOf(1, n).includes(1) && lease !== undefined,
      );
      s.fail(1, 1, index!);
    }
    return s.effects;
  };
  const effects = failFive();
  expect(s.device(1)).toMatchObject({ resting: true });
  expect(only(effects, 'note')[0]?.text).toBe('device 1 rests for 5 s after 5 errors in a row.');
  expect(only(effects, 'sendTakeBack').length).toBeGreaterThan(0);
  expect(s.held(1)).toEqual([]);
  s.pass(4_900);
  expect(s.held(1)).toEqual([]);
  s.pass(200);
  expect(s.device(1).resting).toBe(false);
  expect(s.held(1).length).toBeGreaterThan(0);
  expect(only(failFive(), 'note')[0]?.text).toContain('rests for 10 s');
});

test('[A7] limits multiply and are told at once; a stopped swarm takes its work back after the grace', () => {
  const s = new Scenario();
  s.submit(1, { count: 1000 });
  s.add(1);
  s.tell({ type: 'deviceSteered', device: deviceNumber(1), throttle: 0.5 });
  const effects = s.tell({ type: 'swarmSteered', swarm: 1, throttle: 0.5 });
  expect(only(effects, 'sendSteering')).toMatchObject([
    { device: 1, steering: { enabled: true, throttle: 0.25, swarm: 'running' } },
  ]);
  s.tell({ type: 'swarmSteered', swarm: 1, state: 'paused' });
  s.pass(11_000);
  expect(s.held(1).length).toBeGreaterThan(0);
  expect(only(s.results(1, 1, [0]), 'sendLease')).toEqual([]);
  s.tell({ type: 'swarmSteered', swarm: 1, state: 'stopped' });
  s.pass(11_000);
  expect(s.held(1)).toEqual([]);
  expect(
    only(s.tell({ type: 'swarmSteered', swarm: 1, state: 'running' }), 'sendLease').length,
  ).toBeGreaterThan(0);
});

test('[A7] a disabled device keeps what it runs for the grace, then loses it', () => {
  const s = new Scenario();
  s.submit(1, { count: 10 });
  s.add(1);
  s.tell({ type: 'deviceSteered', device: deviceNumber(1), enabled: false });
  expect(s.held(1).length).toBeGreaterThan(0);
  s.pass(10_001);
  expect(s.held(1)).toEqual([]);
});

test('[A8] two devices that connect to a waiting job share its few chunks', () => {
  const s = new Scenario();
  s.add(1, {}, { threads: 4 });
  s.add(2, {}, { threads: 4 });
  s.submit(1, { count: 4 });
  const chunks = (device: number) => s.held(device).reduce((sum, [, left]) => sum + left!, 0);
  expect([chunks(1), chunks(2)]).toEqual([2, 2]);
});

test('[A12] chunks go only to devices that can compute them, also stolen ones and copies', () => {
  const needs = { fits: ({ gpu }: Capabilities) => gpu, words: 'a graphics card' };
  const s = new Scenario(undefined, { cost: (_, count) => count, needs });
  s.add(1, {}, { threads: 8 });
  s.submit(1, { count: 6 });
  expect(s.held(1)).toEqual([]);
  s.add(2, { capabilities: capabilities({ gpu: true }) }, { threads: 1 });
  expect(s.held(2).length).toBeGreaterThan(0);
  s.pass(60_000);
  expect(s.held(1)).toEqual([]);
  expect(only(s.effects, 'sendTakeBack')).toEqual([]);
});

test('a forgotten device is closed, its work freed and its row removed', () => {
  const s = new Scenario();
  s.submit(1, { count: 10 });
  s.add(1);
  s.commit();
  expect(s.tell({ type: 'deviceForgotten', device: deviceNumber(1) })).toEqual([
    { when: 'now', type: 'closeDevice', device: 1, reason: 'forgotten' },
  ]);
  expect(s.job(1).pending).toBe(10);
  expect(s.commit()).toEqual([{ type: 'deviceRemoved', device: 1 }]);
});

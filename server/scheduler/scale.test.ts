// Fault 1: work per event must not grow with what exists. Counted, not timed, where that is possible.
import { expect, test } from 'vitest';
import { indexesOf } from './fake-rows.ts';
import { Scenario, only } from './scenario.ts';
import type { CostModel } from './events.ts';

test('[A4] a job of ten million chunks costs memory and calls for one span, not for what exists', () => {
  let calls = 0;
  const costs: CostModel = { cost: (_, count) => (calls++, count) };
  const s = new Scenario(undefined, costs);
  s.submit(1, { count: 10_000_000 });
  expect(s.job(1).spans).toHaveLength(1);
  expect(s.job(1).pending).toBe(8192);
  expect(s.commit().map((change) => change.type)).toEqual(['jobAdded']);
  expect(calls).toBeLessThan(10);
});

test('[A4] leasing at 99 % asks the cost model as often as at 0 %, and finished spans hold no bytes', () => {
  const count = 64 * 1024;
  let calls = 0;
  const s = new Scenario(undefined, { cost: (_, n) => (calls++, n) });
  s.checks = false;
  s.submit(1, { count, spanSize: 1024 });
  let leases = only(s.add(1, {}, { threads: 4 }), 'sendLease');
  const perLease: number[] = [];
  for (let done = 0; done < count * 0.99;) {
    const lease = leases.shift();
    if (!lease) break;
    const all = indexesOf(lease);
    for (let i = 0; i < all.length; i += 64) {
      const before = calls;
      const granted = only(s.results(1, 1, all.slice(i, i + 64), 1e-6), 'sendLease');
      if (granted.length > 0) perLease.push((calls - before) / granted.length);
      leases = [...leases, ...granted];
      done += Math.min(64, all.length - i);
      s.now += 1;
    }
    s.commit();
  }
  const early = perLease.slice(1, 6);
  const late = perLease.slice(-5);
  expect(Math.max(...late)).toBeLessThanOrEqual(1.2 * Math.max(...early) + 1);
  const finished = s.job(1).spans.filter((span) => span.recordedCount === span.count);
  expect(finished.length).toBeGreaterThan(50);
  expect(
    finished.every((span) => span.recorded === null && span.accepted === null && span.holder === null),
  ).toBe(true);
});

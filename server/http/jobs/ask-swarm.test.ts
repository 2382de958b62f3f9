// Who could compute a job, and how long they would take: before anything is submitted.
import { expect, test } from 'vitest';
import type { Capabilities } from '../../../shared/contract/device.ts';
import { capabilities } from '../../scheduler/fake-rows.ts';
import { Scenario } from '../../scheduler/scenario.ts';
import { askSwarm } from './ask-swarm.ts';

const needs = { fits: ({ gpu }: Capabilities) => gpu, words: 'a graphics card' };
const withGpu = { capabilities: capabilities({ gpu: true }) };

/** Device 1 has a graphics card with one thread and has computed 4 of 10 chunks in a second each; device 2 has none. */
function makeSwarm() {
  const s = new Scenario(undefined, { cost: (_, count) => count, needs });
  s.add(1, withGpu, { threads: 1 });
  s.add(2, {}, { threads: 8 });
  s.submit(1, { count: 10 });
  s.results(1, 1, [0, 1, 2, 3], 1);
  return { s, swarm: s.device(1).swarm, kernel: s.job(1).row.kernel };
}

test('only devices that can compute it are counted, and only they make it faster', () => {
  const { s, swarm, kernel } = makeSwarm();
  const fitting = askSwarm(swarm, { name: kernel, needs });
  expect(fitting.devices).toBe(1);
  expect(fitting.secondsFor(60, 60)).toBeCloseTo(60, 5);
  const all = askSwarm(swarm, { name: kernel });
  expect(all.devices).toBe(2);
  expect(all.secondsFor(60, 60)).toBeLessThan(30);
  s.add(3, withGpu, { threads: 1 });
  const more = askSwarm(swarm, { name: kernel, needs });
  expect([more.devices, more.secondsFor(60, 60)]).toEqual([2, expect.closeTo(30, 5)]);
  // one chunk keeps one thread busy
  expect(more.secondsFor(60, 1)).toBeCloseTo(60, 5);
});

test('where none of them is there no time can be told, nor where nobody has computed it', () => {
  const { s, swarm, kernel } = makeSwarm();
  expect(askSwarm(swarm, { name: 'another', needs }).secondsFor(60, 60)).toBeNull();
  s.vanish(1);
  s.pass(120_000);
  const gone = askSwarm(swarm, { name: kernel, needs });
  expect([gone.devices, gone.secondsFor(60, 60)]).toEqual([0, null]);
  expect(askSwarm(undefined, { name: kernel })).toMatchObject({ devices: 0 });
});

// The pacer under a clock of its own: exact shares, whatever the platform's timers do. Real processes are measured in
// platform/node/duty.e2e.ts.
import { describe, expect, test } from 'vitest';
import { createPacer } from './pace-by-duty.ts';

/** A clock on which work and sleep take the time they are given; a sleep takes `late` ms longer than asked for, a mere turn does not. */
function world(late: (asked: number) => number) {
  let time = 0;
  let worked = 0;
  const pacer = createPacer(
    () => time,
    async (ms) => {
      time += ms > 0 ? ms + late(ms) : 0;
    },
  );
  return {
    pacer,
    work(ms: number) {
      time += ms;
      worked += ms;
    },
    pass: (ms: number) => void (time += ms),
    share: () => worked / time,
    now: () => time,
  };
}

const timers: [string, (asked: number) => number][] = [
  ['exact timers', () => 0],
  ['timers that are up to 16 ms late', (asked) => (asked * 7.3) % 16],
  ['timers that are 40 ms late', () => 40],
];

describe.each(timers)('with %s', (_, late) => {
  test.each([
    [0.02, 3],
    [0.1, 1],
    [0.3, 20],
    [0.5, 100],
    [0.6, 0.2],
    [0.9, 7],
    [0.99, 5],
  ])('a duty of %d holds within a point for pieces of %d ms', async (duty, piece) => {
    const { pacer, work, share } = world(late);
    pacer.setDuty(duty, 0);
    await pacer.begin();
    for (let worked = 0; worked < 60_000 * duty; worked += piece) {
      work(piece);
      await pacer.pace();
    }
    expect(share()).toBeGreaterThan(duty - 0.01);
    expect(share()).toBeLessThan(duty + 0.01);
  });
});

test('no slice is longer than 100 ms when progress is made often enough', async () => {
  const { pacer, work, now } = world(() => 0);
  pacer.setDuty(0.7, 0);
  await pacer.begin();
  let sliceStart = now();
  let longest = 0;
  for (let i = 0; i < 3000; i++) {
    work(4);
    const rest = pacer.pace();
    longest = Math.max(longest, now() - sliceStart);
    if (rest) {
      await rest;
      sliceStart = now();
    }
  }
  expect(longest).toBeLessThanOrEqual(100);
});

test('at full duty messages are let in every 20 ms, and time between chunks is no debt', async () => {
  const { pacer, work, pass } = world(() => 0);
  await pacer.begin();
  let turns = 0;
  for (let i = 0; i < 100; i++) {
    work(5);
    const rest = pacer.pace();
    if (rest) turns++;
    await rest;
  }
  expect(turns).toBeGreaterThanOrEqual(24);
  pacer.end();
  pass(100_000);
  pacer.setDuty(0.1, 0);
  await pacer.begin();
  work(1);
  expect(pacer.pace()).toBeUndefined();
});

test('what was done at full duty is not owed when the duty falls, although waits for bytes left no time to rest', async () => {
  const { pacer, work, pass, now } = world(() => 0);
  await pacer.begin();
  for (let i = 0; i < 10_000; i++) {
    const waiting = pacer.wait(Promise.resolve('bytes'));
    pass(1);
    await waiting;
    work(5);
    await pacer.pace();
  }
  pacer.setDuty(0.1, 0);
  const before = now();
  work(30);
  await pacer.pace();
  expect(now() - before).toBeLessThan(400);
});

test('short waits for the next chunk count like work, so that the share is that of what an unthrottled thread gets', async () => {
  const cycle = async (duty: number) => {
    const { pacer, work, pass, now, share } = world(() => 0);
    pacer.setDuty(duty, 0);
    while (now() < 60_000) {
      await pacer.begin();
      for (let i = 0; i < 6; i++) {
        work(10);
        await pacer.pace();
      }
      pacer.end();
      pass(15);
    }
    return share();
  };
  const unthrottled = await cycle(1);
  expect(unthrottled).toBeCloseTo(0.8, 2);
  for (const duty of [0.1, 0.3, 0.6, 0.9]) expect((await cycle(duty)) / unthrottled).toBeCloseTo(duty, 2);
});

test('a wait for bytes counts like work as far as an unthrottled thread would have waited as well, and no further', async () => {
  const { pacer, work, pass, now } = world(() => 0);
  pacer.setDuty(0.5, 0);
  await pacer.begin();
  const waiting = pacer.wait(Promise.resolve('bytes'));
  pass(10_000);
  expect(await waiting).toBe('bytes');
  work(10);
  const before = now();
  await pacer.pace();
  expect(now() - before).toBeCloseTo(60);
});

test('the first slice of a throttled thread is shifted by what it is told', async () => {
  const { pacer, now } = world(() => 0);
  pacer.setDuty(0.5, 33);
  await pacer.begin();
  expect(now()).toBe(33);
});

test('bytes that are asked for during a rest do not make work of the rest', async () => {
  let time = 0;
  const asked: Promise<unknown>[] = [];
  const pacer = createPacer(
    () => time,
    async (ms) => {
      time += ms / 2;
      if (ms > 0 && asked.length === 0) asked.push(pacer.wait(Promise.resolve('ahead')));
      time += ms / 2;
    },
  );
  pacer.setDuty(0.5, 0);
  await pacer.begin();
  time += 60;
  const before = time;
  await pacer.pace();
  await Promise.all(asked);
  expect(asked).toHaveLength(1);
  expect(time - before).toBeCloseTo(60);
});
